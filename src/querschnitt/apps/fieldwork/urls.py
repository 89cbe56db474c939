"""Addresses of the pages of fieldwork."""

from django.urls import path

from querschnitt.apps.fieldwork import views

urlpatterns = [
    path("wave/<slug:slug>/hand-over/", views.hand_over, name="hand_over"),
    path("wave/<slug:slug>/hand-over/statistics-office.pub", views.statistics_key, name="statistics_key"),
    path("wave/<slug:slug>/wishes/", views.wishes, name="wishes"),
    path("wave/<slug:slug>/wishes/results/", views.results_wishes, name="results_wishes"),
    path("wave/<slug:slug>/wishes/<uuid:key>/", views.wish, name="wish"),
]
