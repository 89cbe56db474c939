"""The integration office."""

from django.urls import include, path

from querschnitt.site.health import health

urlpatterns = [
    path("health", health),
    path("", include("querschnitt.apps.strategy.urls")),
    path("", include("querschnitt.apps.mailing.urls")),
    path("", include("querschnitt.apps.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler404 = "querschnitt.apps.strategy.views.beside.not_found"
