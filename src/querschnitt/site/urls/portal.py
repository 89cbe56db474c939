"""The public portal."""

from django.urls import include, path

from querschnitt.site.health import health

urlpatterns = [path("health", health), path("", include("querschnitt.apps.portal.urls"))]
handler404 = "querschnitt.apps.portal.views.not_found"
