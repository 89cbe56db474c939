"""The statistics office."""

from django.urls import include, path

from querschnitt.site.health import health

urlpatterns = [
    path("health", health),
    path("", include("querschnitt.apps.results.urls")),
    path("", include("querschnitt.apps.survey.urls")),
    path("", include("querschnitt.apps.fieldwork.urls")),
    path("", include("querschnitt.apps.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler404 = "querschnitt.apps.results.views.not_found"
