"""Files of the public site: what was laid out for download, and the findings as open data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.portal import queries
from querschnitt.apps.portal.models import PublicFinding

LICENCE = "https://www.govdata.de/dl-de/by-2-0"
# A report is one file with its own sheet and pictures in it, and runs nothing.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
COLUMNS = (
    "id",
    "wave",
    "variable",
    "category",
    "dimension",
    "domain",
    "title_de",
    "title_en",
    "question_de",
    "question_en",
    "category_de",
    "category_en",
    "domain_de",
    "domain_en",
    "base",
    "unit",
    "value",
    "ci_low",
    "ci_high",
    "n",
    "sign",
    "method",
    "reference_date",
    "source",
    "earlier_wave",
    "earlier_value",
    "difference",
    "difference_low",
    "difference_high",
    "p",
    "comparability",
    "notice_de",
    "notice_en",
)
NAMES_OF_ROW = {
    "id": "key",
    "base": "base_de",
    "p": "difference_p",
    "comparability": "grade",
}


@require_safe
def published_file(request: HttpRequest, name: str) -> FileResponse:
    """Hand out a file laid out for the public, and no other."""
    if name not in {file.name for file in queries.published_files()}:
        raise Http404(_("There is no such file."))
    path = Path(settings.PUBLISHED_FILES_DIR) / name
    inline = path.suffix.lower() in (".pdf", ".html")
    response = FileResponse(path.open("rb"), as_attachment=not inline, filename=name)
    if path.suffix.lower() == ".html":
        response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


@require_safe
def findings_json(request: HttpRequest) -> JsonResponse:
    """Hand out all released findings as JSON."""
    body = {"title": "Migrantenbefragung", "licence": LICENCE, "findings": list(_rows())}
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def findings_csv(request: HttpRequest) -> HttpResponse:
    """Hand out all released findings as CSV: comma, point, UTF-8."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="findings.csv"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    writer = csv.DictWriter(response, COLUMNS)
    writer.writeheader()
    writer.writerows(_rows())
    return response


def _rows() -> Iterator[dict[str, Any]]:
    return (_row(finding) for finding in queries.all_findings())


def _row(finding: PublicFinding) -> dict[str, Any]:
    return {column: getattr(finding, NAMES_OF_ROW.get(column, column)) for column in COLUMNS}
