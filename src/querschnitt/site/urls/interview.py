"""The public interview."""

from django.urls import include, path

urlpatterns = [path("", include("querschnitt.apps.interview.urls"))]
handler400 = "querschnitt.apps.interview.views.beside.bad_request"
handler404 = "querschnitt.apps.interview.views.beside.not_found"
handler500 = "querschnitt.apps.interview.views.beside.server_error"
