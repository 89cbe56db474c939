"""Pages and files of the public site."""

from querschnitt.apps.portal.views.files import findings_csv, findings_json, published_file
from querschnitt.apps.portal.views.pages import (
    accessibility,
    door,
    downloads,
    field,
    fields,
    home,
    measure,
    measures,
    not_found,
    privacy,
    results,
    topic,
)

__all__ = [
    "accessibility",
    "door",
    "downloads",
    "field",
    "fields",
    "findings_csv",
    "findings_json",
    "home",
    "measure",
    "measures",
    "not_found",
    "privacy",
    "published_file",
    "results",
    "topic",
]
