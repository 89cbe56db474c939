"""The public portal."""

from django.urls import include, path

urlpatterns = [path("", include("querschnitt.apps.portal.urls"))]
