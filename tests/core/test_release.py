"""The release file: read back whole, refused when touched."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from querschnitt.core.errors import InputError, ReleaseError
from querschnitt.core.release import Finding, Reason, Release, Trend, public_key, read_release, write_release

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
FINDING = Finding(
    id="2020.satisfied.total", variable="satisfied", category="very or rather", base="all respondents", wave="2020",
    wording=(("de", "Wie zufrieden sind Sie?"), ("ar", "ما مدى رضاك؟")), domain="total", value=0.82, unit="share",
    ci_low=0.789, ci_high=0.847, n=742, sign="", method="wilson", reference_date="2020-11-01", source="survey 2020",
    trend=Trend(
        wave="2016", value=0.8, difference=0.02, ci_low=-0.022, ci_high=0.063, p=0.36, grade="C",
        reasons=(Reason("mode_changed", (("before", "face_to_face"), ("after", "web"))),),
    ),
)  # fmt: skip
SUPPRESSED = replace(
    FINDING, id="2020.satisfied.group", value=None, ci_low=None, ci_high=None, sign=".", n=12, trend=None
)
RELEASE = Release("r-2020-1", "2020", "2021-12-14T09:00:00+01:00", (FINDING, SUPPRESSED), (("de", "Simuliert."),))


def test_what_is_written_is_read() -> None:
    assert read_release(write_release(RELEASE, KEY), public_key(KEY)) == RELEASE


def test_the_bytes_are_the_same_every_time() -> None:
    assert write_release(RELEASE, KEY) == write_release(RELEASE, KEY)


def changed(change: dict) -> bytes:
    document = json.loads(write_release(RELEASE, KEY))
    return json.dumps(document | change).encode()


def test_one_changed_digit_is_noticed() -> None:
    data = write_release(RELEASE, KEY)
    with pytest.raises(ReleaseError, match="signature does not fit"):
        read_release(data.replace(b"0.82", b"0.92"), public_key(KEY))


def test_a_dropped_finding_is_noticed() -> None:
    content = json.loads(write_release(RELEASE, KEY))["release"]
    with pytest.raises(ReleaseError, match="signature does not fit"):
        read_release(changed({"release": content | {"findings": content["findings"][:1]}}), public_key(KEY))


@pytest.mark.parametrize("signature", ["", "not base64!", "AAAA", None])
def test_a_missing_signature_is_noticed(signature) -> None:
    with pytest.raises(ReleaseError, match="signature does not fit"):
        read_release(changed({"signature": signature}), public_key(KEY))


def test_a_notice_cannot_be_taken_off() -> None:
    content = json.loads(write_release(RELEASE, KEY))["release"]
    assert content["notice"] == [["de", "Simuliert."]]
    with pytest.raises(ReleaseError, match="signature does not fit"):
        read_release(changed({"release": content | {"notice": []}}), public_key(KEY))


def test_another_office_s_key_is_refused() -> None:
    with pytest.raises(ReleaseError, match="signature does not fit"):
        read_release(write_release(RELEASE, KEY), public_key(OTHER_KEY))


def test_another_version_or_format_is_refused() -> None:
    with pytest.raises(ReleaseError, match="another version.*Expected: 1. Found: 2"):
        read_release(changed({"version": 2}), public_key(KEY))
    for data in (b"", b"{}", b"[1]", b"\xff\xfe", changed({"format": "else"})):
        with pytest.raises(ReleaseError, match="not a release"):
            read_release(data, public_key(KEY))


def test_a_suppressed_finding_must_not_carry_its_value() -> None:
    leaking = replace(RELEASE, findings=(replace(SUPPRESSED, value=0.5),))
    with pytest.raises(ReleaseError, match=r"2020\.satisfied\.group"):
        write_release(leaking, KEY)


def test_double_ids_and_endless_numbers_are_refused() -> None:
    with pytest.raises(ReleaseError, match="one id"):
        write_release(replace(RELEASE, findings=(FINDING, FINDING)), KEY)
    with pytest.raises(ReleaseError, match="cannot be written"):
        write_release(replace(RELEASE, findings=(replace(FINDING, value=float("nan")),)), KEY)


def test_a_key_of_another_length_is_named() -> None:
    with pytest.raises(InputError, match="Expected: 32 bytes"):
        write_release(RELEASE, b"short")
