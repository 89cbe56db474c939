"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import findings, measures, money, plan, review

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
    path("review/", review.review, name="review"),
    path("review/open/", review.opening, name="review_open"),
    path("review/draft/", review.following, name="review_draft"),
    path("review/protocol/", review.protocol, name="review_protocol"),
    path("review/protocol.pdf", review.protocol_file, name="review_protocol_file"),
    path("review/measures/<str:number>/", review.measure, name="review_measure"),
    path("review/measures/<str:number>/take-back/", review.take_back, name="review_take_back"),
]
