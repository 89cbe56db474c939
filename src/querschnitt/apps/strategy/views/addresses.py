"""Where the page of a row is; a page that this installation does not have is no link."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_of(page: str, *arguments: object) -> str:
    """Return the address of a page, empty where there is none."""
    try:
        return reverse(page, args=arguments)
    except NoReverseMatch:
        return ""
