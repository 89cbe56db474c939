"""A further version of the questionnaire while people answer: who moves, who stays, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import Opened, open_wave
from querschnitt.apps.interview.handover import Entrance, Handover, Version
from querschnitt.apps.interview.models import Access, Interview, Opening
from querschnitt.apps.interview.models import Version as StoredVersion
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.document import content_hash
from querschnitt.core.instrument.model import Instrument, Kind, Question
from tests.apps.interview.paper import enter, fill, look, seen
from tests.apps.interview.wave import CODES, handover_of, small_instrument, words

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]


@dataclass
class Field:
    """An open wave, and what brings a further version to it."""

    private: str
    public: str
    released: list[tuple[Instrument, str]]

    def bring(self, instrument: Instrument, change: str, **changes: object) -> Opened:
        self.released.append((instrument, change))
        return open_wave(handover=self.handover(**changes))

    def handover(self, **changes: object) -> Handover:
        instrument = self.released[-1][0]
        whole = handover_of(instrument, key=settings.DEPLOYMENT.keys["access_code"], public_key=self.public)
        versions = tuple(Version(content_hash(each), change) for each, change in self.released)
        made = Handover(
            replace(whole.header, versions=versions), (), digest=f"{len(self.released)}" * 64, is_version=True
        )
        return replace(made, **changes)  # type: ignore[arg-type]

    def sealed_with(self) -> dict[str, str]:
        """Return case -> the version its sealed sheet names, as the statistics office reads it."""
        return {
            str(sealed.case_id): sealed.open(self.private).instrument_hash
            for sealed in queries.sealed_interviews("2020")
        }


@pytest.fixture
def field() -> Iterator[Field]:
    queries.instrument.cache_clear()
    queries.is_compatible.cache_clear()
    private, public = new_key_pair()
    first = small_instrument()
    open_wave(handover=handover_of(first, key=settings.DEPLOYMENT.keys["access_code"], public_key=public))
    yield Field(private, public, [(first, "first")])
    queries.instrument.cache_clear()


def reworded() -> Instrument:
    """The same questions, one in other words."""
    small = small_instrument()
    page = small.pages[1]
    first = replace(page.questions[0], labels=words("Suchen Sie Arbeit?", "Are you looking for work?"))
    pages = (small.pages[0], replace(page, questions=(first, *page.questions[1:])), *small.pages[2:])
    return replace(small, version="2", pages=pages)


def with_polish(small: Instrument) -> Instrument:
    """One language more, in which only the languages and one label are said."""
    names = {**small.language_names, "pl": "Polski"}
    return replace(small, version=f"{small.version}.1", languages=(*small.languages, "pl"), language_names=names)


def longer() -> Instrument:
    """A question more on the page about work."""
    small = small_instrument()
    page = small.pages[1]
    more = Question("hours", Kind.INTEGER, words("Wie viele Stunden?", "How many hours?"), block="work")
    return replace(
        small, version="3", pages=(small.pages[0], replace(page, questions=(*page.questions, more)), *small.pages[2:])
    )


def shorter() -> Instrument:
    """A question less: what it was answered has no place any more."""
    small = small_instrument()
    page = small.pages[0]
    return replace(small, version="4", pages=(replace(page, questions=page.questions[:1]), *small.pages[1:]))


def test_an_open_interview_moves_to_other_words_at_its_next_page(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    assert "Haben Sie Arbeit gesucht?" in look(browser, "/page/work").text
    new = reworded()
    assert field.bring(new, "text-only") is Opened.MOVES
    assert "Suchen Sie Arbeit?" in look(browser, "/page/work").text
    assert fill(browser, "/page/work", searched="no").url == "/page/wishes"
    assert set(field.sealed_with().values()) == {content_hash(new)}
    assert StoredVersion.objects.order_by("pk").values_list("kind", "declared").last() == ("text-only", "text-only")


def test_a_page_that_was_open_meanwhile_is_taken_by_the_new_version(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    before = look(browser, "/page/work").fields
    field.bring(longer(), "additive")
    again = seen(browser.post("/page/work", {**before, "searched": "no", "rent": "500", "go": "next"}))
    assert "Eine weitere Frage ist dazugekommen" in again.text
    assert again.fields["hours"] == [""]
    assert fill(browser, "/page/work", hours="20").url == "/page/wishes"


def test_a_question_that_was_added_comes_before_the_end(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    fill(browser, "/page/work", searched="no")
    fill(browser, "/page/wishes", wish="Bäume")
    look(browser, "/review")
    assert field.bring(longer(), "additive") is Opened.MOVES
    assert browser.post("/send").url == "/page/work"
    assert Interview.objects.get().state == "open"
    assert look(browser, "/page/work").checked("searched") == ["no"]


def test_who_has_begun_stays_on_a_version_that_a_newer_one_breaks_with(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    new = shorter()
    assert field.bring(new, "breaking") is Opened.STAYS
    assert fill(browser, "/page/work", searched="no").url == "/page/wishes"
    assert look(browser, "/page/person").checked("born_here") == ["yes"]
    other = Client()
    enter(other, code=CODES[1])
    assert "born_here" not in look(other, "/page/person").fields["__shown__"][0]
    fill(other, "/page/person", birth_year="1990")
    old_hash, new_hash = content_hash(field.released[0][0]), content_hash(new)
    assert sorted(field.sealed_with().values()) == sorted([old_hash, new_hash])


def test_the_office_gets_each_interview_with_its_version(field: Field, browser: Client) -> None:
    first, new = field.released[0][0], shorter()
    persons = {}
    for code, bring in ((CODES[0], None), (CODES[1], new)):
        if bring:
            field.bring(bring, "breaking")
        person = persons[code] = Client()
        enter(person, code=code)
        fill(person, "/page/person", birth_year="1985")
    for person in persons.values():
        fill(person, "/page/work", searched="no")
        fill(person, "/page/wishes")
        assert person.post("/send").url == "/finished"
    assert set(Interview.objects.values_list("state", flat=True)) == {"finished"}
    assert sorted(field.sealed_with().values()) == sorted(map(content_hash, (first, new)))


def test_a_language_is_added_in_mid_field(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    assert 'value="pl"' not in look(browser, "/language?at=/page/work").text
    assert field.bring(with_polish(small_instrument()), "text-only") is Opened.MOVES
    assert 'value="pl"' in look(browser, "/language?at=/page/work").text
    assert browser.post("/language", {"language": "pl", "at": "/page/work"}).url == "/page/work"
    assert '<html lang="pl" dir="ltr">' in look(browser, "/page/work").text
    assert look(browser, "/page/person").fields["birth_year"] == ["1985"]


def test_an_interview_that_stays_is_offered_the_languages_of_its_version(field: Field, browser: Client) -> None:
    enter(browser)
    field.bring(with_polish(shorter()), "breaking")
    assert 'value="pl"' not in look(browser, "/language").text
    assert "l=pl" in Client().get("/").content.decode()


def test_versions_that_came_one_after_another(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    field.bring(reworded(), "text-only")
    field.bring(longer(), "additive")
    assert "hours" in look(browser, "/page/work").fields
    assert StoredVersion.objects.count() == 3
    assert Opening.objects.get().instrument_hash == content_hash(longer())


def test_a_graver_change_than_declared_is_refused(field: Field, browser: Client) -> None:
    enter(browser)
    with pytest.raises(InputError, match=r"graver.*born_here.*removed"):
        field.bring(shorter(), "text-only")
    assert StoredVersion.objects.count() == 1
    field.released.pop()
    with pytest.raises(InputError, match="graver"):
        field.bring(longer(), "text-only")


def test_the_same_version_twice_changes_nothing(field: Field, browser: Client) -> None:
    enter(browser)
    field.bring(reworded(), "text-only")
    assert open_wave(handover=field.handover()) is Opened.SAME
    assert open_wave(handover=field.handover(digest="f" * 64)) is Opened.MORE
    assert StoredVersion.objects.count() == 2


def test_an_older_version_does_not_come_back(field: Field, browser: Client) -> None:
    enter(browser)
    first = field.handover()
    field.bring(reworded(), "text-only")
    with pytest.raises(StateError, match="does not follow"):
        open_wave(handover=replace(first, digest="e" * 64))


def test_a_version_of_another_questionnaire_does_not_follow(field: Field, browser: Client) -> None:
    enter(browser)
    field.released = [(shorter(), "first")]
    with pytest.raises(StateError, match="does not follow"):
        field.bring(reworded(), "text-only")


def test_another_key_is_refused_while_there_are_interviews(field: Field, browser: Client) -> None:
    enter(browser)
    field.public = new_key_pair()[1]
    with pytest.raises(StateError, match="another public key"):
        field.bring(reworded(), "text-only")


def test_a_version_needs_an_open_wave(field: Field) -> None:
    Opening.objects.all().delete()
    with pytest.raises(StateError, match="not open"):
        field.bring(reworded(), "text-only")


def test_a_version_comes_to_a_wave_in_which_nobody_has_answered(field: Field) -> None:
    assert field.bring(reworded(), "text-only") is Opened.MOVES
    assert Access.objects.count() == len(CODES)


def test_a_whole_hand_over_brings_new_codes_and_keeps_the_answers(field: Field, browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985", born_here="yes")
    whole = handover_of(reworded(), key=settings.DEPLOYMENT.keys["access_code"], public_key=field.public)
    entrances = (*whole.entrances, Entrance("ab" * 32, "00000000-0000-0000-0000-000000000009"))
    field.released.append((reworded(), "text-only"))
    assert open_wave(handover=field.handover(entrances=entrances, is_version=False)) is Opened.MOVES
    assert Access.objects.count() == len(CODES) + 1
    assert Interview.objects.count() == 1
    swapped = replace(whole.entrances[0], case_id=whole.entrances[1].case_id)
    with pytest.raises(InputError, match="another case"):
        open_wave(handover=field.handover(entrances=(swapped,), is_version=False, digest="d" * 64))


def test_a_page_costs_two_queries_with_an_older_version_too(
    field: Field, browser: Client, django_assert_num_queries
) -> None:
    enter(browser)
    field.bring(shorter(), "breaking")
    shown = look(browser, "/page/person").fields
    with django_assert_num_queries(1, using="answers"):
        browser.get("/page/person")
    with django_assert_num_queries(2, using="answers"):
        browser.post("/page/person", {**shown, "birth_year": "1985", "born_here": "yes", "go": "next"})
