"""Addresses of the field desk's pages."""

from django.urls import path

from querschnitt.apps.fieldwork import views

urlpatterns = [
    path("wave/<slug:slug>/wishes/", views.wishes, name="wishes"),
    path("wave/<slug:slug>/wishes/results/", views.results_wishes, name="results_wishes"),
    path("wave/<slug:slug>/wishes/<uuid:key>/", views.wish, name="wish"),
]
