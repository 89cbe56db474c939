"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy import views

urlpatterns = [
    path("", views.home, name="home"),
    path("fields/<int:number>/", views.field, name="field"),
    path("measures/", views.measures, name="measures"),
    path("measures/<str:number>/", views.measure, name="measure"),
    path("findings/", views.findings, name="findings"),
]
