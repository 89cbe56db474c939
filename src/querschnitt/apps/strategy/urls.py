"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import findings, measures, plan

urlpatterns = [
    path("", measures.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:number>/", measures.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("editions/<slug:slug>/plan/", plan.plan, name="plan"),
    path("editions/<slug:slug>/plan.xlsx", plan.plan_file, name="plan_file"),
    path("plans/", plan.other_plan, name="other_plan"),
]
