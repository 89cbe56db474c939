"""Addresses of the pages of the office that mails letters."""

from django.urls import path

from querschnitt.apps.mailing import views

urlpatterns = [
    path("letters/", views.letters, name="mailing"),
    path("letters/open/", views.list_of_letters, name="mailing_list"),
    path("letters/key/", views.key, name="mailing_key"),
    path("letters/key/<int:number>/letters-key.json", views.public_key, name="mailing_public_key"),
]
