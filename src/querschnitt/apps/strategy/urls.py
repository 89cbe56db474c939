"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import findings, measures, money, plan

urlpatterns = [
    path("", measures.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:number>/", measures.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("editions/<slug:slug>/plan/", plan.plan, name="plan"),
    path("editions/<slug:slug>/plan.xlsx", plan.plan_file, name="plan_file"),
    path("plans/", plan.other_plan, name="other_plan"),
    path("money/", money.money, name="money"),
    path("money/lines/", money.lines, name="money_lines"),
    path("money/lines.csv", money.lines_csv, name="money_csv"),
    path("money/lines.xlsx", money.lines_xlsx, name="money_xlsx"),
    path("money/lines/<int:pk>/correct/", money.correct, name="money_correct"),
    path("money/measures/<str:number>/", money.lines, name="money_of_measure"),
    path("money/frame/", money.frame, name="money_frame"),
    path("money/states/", money.states, name="money_states"),
    path("money/states/<int:pk>/end/", money.end, name="money_end"),
]
