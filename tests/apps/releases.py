"""Small signed releases that the tests of the strategy wing import."""

from __future__ import annotations

from querschnitt.core.release import Finding, Reason, Release, Trend, public_key, write_release

SIGNING_KEY = bytes(range(32))
VERIFY_KEY = public_key(SIGNING_KEY)
TREND = Trend(
    "2016", 0.80, 0.02, -0.03, 0.07, 0.43, "D", (Reason("mode_changed_sensitive"), Reason("population_changed"))
)


def finding(
    variable: str,
    *,
    category: str = "",
    domain: str = "total",
    value: float | None = 0.82,
    n: int = 830,
    sign: str = "",
    unit: str = "share",
    trend: Trend | None = None,
    short: str = "",
) -> Finding:
    """Return a finding with an interval of three points on either side."""
    low, high = (None, None) if value is None else (value - 0.03, value + 0.03)
    wording = (
        ("de", f"Frage {variable}"),
        ("en", f"Question {variable}"),
        ("category:de", f"Antwort {category}"),
        ("category:en", f"Answer {category}"),
    )
    words = wording if category else wording[:2]
    if short:
        words = (*words, ("short:de", f"{short} kurz"), ("short:en", f"{short} in short"))
    return Finding(
        id=f"2020.{variable}.{category}.{domain}",
        variable=variable,
        category=category,
        base="Befragte",
        wave="2020",
        wording=words,
        domain=domain,
        value=value,
        unit=unit,
        ci_low=low,
        ci_high=high,
        n=n,
        sign=sign,
        method="logit",
        reference_date="November 2020",
        source="Migrantenbefragung 2020",
        trend=trend,
    )


def release(*findings: Finding, name: str = "2020-1", notice: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Return a signed release of the wave 2020."""
    return write_release(Release(name, "2020", "2021-12-14T09:00:00+01:00", findings, notice), SIGNING_KEY)


FINDINGS = (
    finding("life_satisfied", trend=TREND),
    finding("disadvantaged", value=0.55, short="Nachteil"),
    finding("office_understanding", category="often", value=0.20),
    finding("office_understanding", category="never", value=0.25),
    finding("office_understanding", category="often", domain="region:asia", value=0.31, n=44, sign="()"),
    finding("office_understanding", category="often", domain="region:eu", value=None, n=12, sign="."),
)
SMALL = release(*FINDINGS)
NOTICE = (("de", "Alles simuliert."), ("en", "All simulated."))
NOTED = release(*FINDINGS, notice=NOTICE)
SIMULATED = release(finding("life_satisfied", n=1830), name="2020-2", notice=NOTICE)
