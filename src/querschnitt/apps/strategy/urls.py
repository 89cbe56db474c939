"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import drafts, editions, findings, measures, offices, papers, supplements, synopsis

urlpatterns = [
    path("", measures.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:number>/", measures.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("editions/", editions.editions, name="editions"),
    path("editions/new/", editions.new_edition, name="new_edition"),
    path("editions/<slug:slug>/", editions.edition, name="edition"),
    path("editions/<slug:slug>/propose/", editions.propose, name="propose"),
    path("editions/<slug:slug>/adopt/", editions.adopt, name="adopt"),
    path("editions/<slug:slug>/draft/", drafts.draft, name="draft"),
    path("editions/<slug:slug>/draft/renumber/", drafts.renumber, name="renumber"),
    path("editions/<slug:slug>/draft/fields/new/", drafts.draft_field, name="new_field"),
    path("editions/<slug:slug>/draft/fields/<int:number>/", drafts.draft_field, name="draft_field"),
    path("editions/<slug:slug>/draft/fields/<int:number>/join/", drafts.join_field, name="join_field"),
    path("editions/<slug:slug>/draft/measures/new/", drafts.new_measure, name="new_measure"),
    path("editions/<slug:slug>/draft/measures/<str:number>/", drafts.draft_measure, name="draft_measure"),
    path("editions/<slug:slug>/draft/ended/<int:succession>/", drafts.bring_back, name="bring_back"),
    path("editions/<slug:slug>/supplements/new/", supplements.new_supplement, name="new_supplement"),
    path("editions/<slug:slug>/supplements/<int:number>/", supplements.supplement, name="supplement"),
    path("editions/<slug:slug>/supplements/<int:number>/adopt/", supplements.adopt_supplement, name="adopt_supplement"),
    path("editions/<slug:slug>/supplements/<int:number>/new/", supplements.supplement_measure, name="supplement_adds"),
    path(
        "editions/<slug:slug>/supplements/<int:number>/<uuid:measure>/",
        supplements.supplement_measure,
        name="supplement_changes",
    ),
    path(
        "editions/<slug:slug>/supplements/<int:number>/<uuid:measure>/end/",
        supplements.supplement_end,
        name="supplement_ends",
    ),
    path(
        "editions/<slug:slug>/supplements/<int:number>/<uuid:measure>/without/",
        supplements.supplement_without,
        name="supplement_without",
    ),
    path("corrections/<slug:subject>/<int:row>/", editions.correction, name="correction"),
    path("on/", editions.on_a_day, name="today"),
    path("on/<str:day>/", editions.on_a_day, name="on_a_day"),
    path("synopsis/", synopsis.choose, name="choose_synopsis"),
    path("synopsis/<slug:earlier>/<slug:later>/", synopsis.synopsis, name="synopsis"),
    path("synopsis/<slug:earlier>/<slug:later>/synopse.<slug:ending>", synopsis.synopsis_file, name="synopsis_file"),
    path("papers/", papers.papers, name="papers"),
    path("papers/new/", papers.write_paper, name="new_paper"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/change/", papers.write_paper, name="change_paper"),
    path("offices/", offices.offices, name="offices"),
    path("offices/<slug:slug>/reorganise/", offices.reorganisation, name="reorganise"),
]
