"""Pages of the statistics office."""

from django.urls import path

from querschnitt.apps.results import views

urlpatterns = [
    path("", views.home, name="home"),
    path("register/documents/", views.documents, name="documents"),
    path("register/documents/<int:number>/", views.document, name="document"),
    path("new/", views.new_wave, name="new_wave"),
    path("wave/<slug:slug>/", views.wave, name="wave"),
    path("wave/<slug:slug>/register/", views.register, name="register"),
    path("wave/<slug:slug>/register/extract", views.extract, name="import_extract"),
    path("wave/<slug:slug>/register/frame", views.derive, name="derive_frame"),
    path("wave/<slug:slug>/register/rejects.csv", views.rejects, name="rejects"),
    path("wave/<slug:slug>/register/frame.csv", views.frame_report, name="frame_report"),
    path("wave/<slug:slug>/register/definitions/", views.definitions, name="compare_definitions"),
    path("wave/<slug:slug>/design/", views.design, name="design"),
    path("wave/<slug:slug>/design/file", views.design_file, name="design_file"),
    path("wave/<slug:slug>/plan/", views.plan, name="plan"),
    path("wave/<slug:slug>/draw/", views.draw, name="draw"),
    path("wave/<slug:slug>/draw/protocol.<str:kind>", views.draw_protocol, name="draw_protocol"),
    path("wave/<slug:slug>/letters/", views.letters, name="letters"),
    path("wave/<slug:slug>/fieldwork/", views.fieldwork, name="fieldwork"),
    path("wave/<slug:slug>/weights/", views.weights, name="weights"),
    path("wave/<slug:slug>/results/", views.results, name="results"),
    path("wave/<slug:slug>/results/<slug:name>/", views.item, name="item"),
    path("wave/<slug:slug>/changes/", views.changes, name="changes"),
    path("wave/<slug:slug>/files/", views.files, name="files"),
    path("wave/<slug:slug>/files/<slug:kind>/", views.published_file, name="published_file"),
    path("wave/<slug:slug>/languages/<slug:tag>/pages/<str:page>/", views.preview, name="preview"),
]
