"""The public interview."""

from django.urls import include, path

urlpatterns = [path("", include("querschnitt.apps.interview.urls"))]
