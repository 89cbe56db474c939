"""Pages of the integration office."""

from django.urls import include, path

from querschnitt.apps.strategy.views import (
    findings,
    functions,
    measures,
    plan,
    reporting,
    reports,
    rounds,
    status_workbook,
)

ROOM = [
    path("", reporting.room, name="report"),
    path("measures/<int:key>/", reporting.measure, name="report_measure"),
    path("hand-in/", reporting.hand_in, name="report_hand_in"),
    path("pass-on/", reporting.pass_on, name="report_pass_on"),
    path("handover/", reporting.handover, name="report_handover"),
    path("handover.xlsx", reporting.handover, {"kind": "xlsx"}, name="report_handover_file"),
    path("workbook/", status_workbook.workbook, name="report_workbook"),
    path("workbook.xlsx", status_workbook.workbook_file, name="report_workbook_file"),
]

urlpatterns = [
    path("", measures.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:number>/", measures.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("editions/<slug:slug>/plan/", plan.plan, name="plan"),
    path("editions/<slug:slug>/plan.xlsx", plan.plan_file, name="plan_file"),
    path("plans/", plan.other_plan, name="other_plan"),
    path("rounds/", rounds.all_rounds, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/functions/", functions.functions, name="functions"),
    path("rounds/functions/new/", functions.function, name="new_function"),
    path("rounds/functions/<int:key>/", functions.function, name="function"),
    path("rounds/<int:key>/", rounds.watch, name="round"),
    path("rounds/<int:key>/change/", rounds.change_round, name="change_round"),
    path("rounds/<int:key>/invite/", rounds.invite, name="invite"),
    path("rounds/<int:key>/remind/", rounds.remind, name="remind"),
    path("rounds/<int:key>/close/", rounds.close, name="close_round"),
    path("rounds/<int:key>/offices/<slug:slug>/", rounds.office_words, name="office_words"),
    path("rounds/<int:key>/measures/<int:version>/answer/", rounds.answer, name="answer"),
    path("rounds/<int:key>/measures/<int:version>/give/", rounds.give, name="give"),
    path("reporting/", reporting.rounds_of_member, name="reporting"),
    path("reporting/<int:number>/", include(ROOM)),
    path("report/<str:token>/", include(ROOM)),
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.new_report, name="new_report"),
    path("reports/booklets/", reports.booklet_requests, name="booklet_requests"),
    path("reports/booklets/labels/", reports.booklet_labels, name="booklet_labels"),
    path("reports/booklets/<int:key>/", reports.finish_booklet_request, name="finish_booklet_request"),
    path("reports/<int:key>/", reports.report, name="report_made"),
    path("reports/<int:key>/<str:name>", reports.report_file, name="report_file"),
]
