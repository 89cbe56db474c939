"""This service answers no browser."""

urlpatterns: list[object] = []
