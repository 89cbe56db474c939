"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import (
    cards,
    concluding,
    findings,
    indicators,
    measure,
    measures,
    participation,
)

urlpatterns = [
    path("", measures.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:number>/", measure.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("measures/<str:number>/card/", cards.measure_card, name="measure card"),
    path("m/<uuid:identity>/", measure.measure_by_identity, name="measure by identity"),
    path("findings/<str:key>/", findings.finding, name="finding"),
    path("findings/<str:key>/card/", cards.finding_card, name="finding card"),
    path("releases/<int:pk>/embargo/", findings.embargo, name="embargo"),
    path("evidence/new/", findings.link_evidence, name="link evidence"),
    path("evidence/<int:pk>/unlink/", findings.unlink_evidence, name="unlink evidence"),
    path("conclusions/", concluding.conclusions, name="conclusions"),
    path("conclusions/ask/", concluding.refer, name="refer"),
    path("conclusions/<int:pk>/", concluding.referral, name="referral"),
    path("participation/", participation.participation, name="participation"),
    path("participation/workshops/<int:pk>/", participation.workshop, name="workshop"),
    path("participation/proposals/<int:pk>/", participation.proposal, name="proposal"),
    path("participation/comments/new/", participation.new_comment, name="new comment"),
    path("participation/comments/<int:pk>/", participation.comment, name="comment"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/new/", indicators.new_indicator, name="new indicator"),
    path("indicators/<slug:code>/", indicators.indicator, name="indicator"),
]
