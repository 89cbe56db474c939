"""Pages of the statistics office."""

from django.urls import path

from querschnitt.apps.results import views

urlpatterns = [
    path("", views.home, name="home"),
    path("wave/<slug:slug>/", views.wave, name="wave"),
    path("wave/<slug:slug>/register/", views.register, name="register"),
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
