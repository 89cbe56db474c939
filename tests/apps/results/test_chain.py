"""From the register to the data file, on four real databases: what each action leaves behind, counted independently."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import Count, Min
from pyarrow import parquet

from querschnitt.apps.accounts.keyfile import UNPROTECTED, Cost, Protection, nobody, read_key
from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.fieldwork.actions import make_codes, open_cases, open_envelope
from querschnitt.apps.fieldwork.models import Case, ContactAttempt, Envelope, LetterRun
from querschnitt.apps.fieldwork.queries import addressees
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.handover import read_handover
from querschnitt.apps.interview.models import Access
from querschnitt.apps.register.actions import draw_sample, import_register
from querschnitt.apps.register.models import Frame, Resident, Sample, SampledUnit
from querschnitt.apps.results.actions.collection import collect
from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.actions import announce_wave, import_draft, release_questionnaire
from querschnitt.apps.survey.actions.keys import protect_key
from querschnitt.apps.survey.queries import instrument_of, wave
from querschnitt.apps.survey.queries.keys import current_key
from querschnitt.core.errors import DesignError, StateError
from querschnitt.core.succession import Purpose
from tests.apps.results.small_city import RESPONDENTS, SEED, City, answers_file, write_register

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])
DRAWN = 150


class TestRegister:
    def test_the_four_counts_stand_in_order_and_by_stratum(self, city: City) -> None:
        frame = Frame.objects.get(wave="2020")
        assert frame.residents > frame.with_background > frame.target > frame.frame > frame.drawable > DRAWN
        for name in ("target", "frame", "drawable"):
            assert sum(counts[name] for counts in frame.levels("group").values()) == getattr(frame, name)
        assert len(frame.levels("group")) == 25
        assert sum(frame.outside.values()) == frame.with_background - frame.target
        assert sum(frame.undrawable.values()) == frame.target - frame.drawable

    def test_after_the_draw_names_are_kept_of_those_drawn_and_of_nobody_else(self, city: City) -> None:
        frame = Frame.objects.get(wave="2020")
        drawn = set(SampledUnit.objects.filter(sample__wave="2020").values_list("person_id", flat=True))
        assert set(Resident.objects.filter(wave="2020").values_list("person_id", flat=True)) == drawn
        for file in (frame.file, frame.extract.people):
            assert not {"family_name", "given_name", "street", "postcode"} & set(parquet.read_schema(file).names)

    def test_the_same_extract_again_changes_nothing(self, city: City) -> None:
        known = Frame.objects.get(wave="2020")
        again = import_register(extract=write_register("2020", city.folder), wave=city.files["2020"])
        assert (again.pk, again.derived_at) == (known.pk, known.derived_at)
        assert Resident.objects.filter(wave="2020").count() == DRAWN

    def test_another_extract_after_the_draw_is_refused(self, city: City) -> None:
        other = write_register("2020", city.folder, seed=SEED + 1)
        with pytest.raises(StateError, match="another extract") as caught:
            import_register(extract=other, wave=city.files["2020"])
        assert caught.value.where == "wave 2020"
        assert "A draw is final" in caught.value.hint


class TestDraw:
    def test_everybody_drawn_has_the_probability_of_the_stratum(self, city: City) -> None:
        by_stratum = Frame.objects.get(wave="2020").levels("group")
        rows = (
            SampledUnit.objects.filter(sample__wave="2020")
            .values("stratum")
            .annotate(n=Count("pk"), p=Min("probability"))
        )
        assert sum(row["n"] for row in rows) == DRAWN
        for row in rows:
            assert row["p"] == pytest.approx(row["n"] / by_stratum[row["stratum"]]["drawable"])
            assert row["n"] >= 2

    def test_the_base_weights_sum_to_the_drawable_frame(self, city: City) -> None:
        probabilities = SampledUnit.objects.filter(sample__wave="2020").values_list("probability", flat=True)
        assert sum(1 / p for p in probabilities) == pytest.approx(Frame.objects.get(wave="2020").drawable)

    def test_only_drawable_people_were_drawn(self, city: City) -> None:
        drawn = set(SampledUnit.objects.filter(sample__wave="2020").values_list("person_id", flat=True))
        assert drawn <= set(Resident.objects.filter(wave="2020").values_list("person_id", flat=True))

    def test_the_same_seed_gives_the_sample_that_is_there(self, city: City) -> None:
        known = Sample.objects.get(wave="2020")
        assert draw_sample(wave=city.files["2020"], seed=SEED).pk == known.pk
        assert (known.size, known.seed) == (DRAWN, str(SEED))
        assert set(known.plan["allocations"]) == {"equal", "proportional", "power"}

    def test_a_second_draw_with_another_seed_is_refused(self, city: City) -> None:
        with pytest.raises(DesignError, match="has been drawn") as caught:
            draw_sample(wave=city.files["2020"], seed=SEED + 1)
        assert caught.value.where == "wave 2020"
        assert (caught.value.expected, caught.value.got) == (f"seed {SEED} and its design", f"seed {SEED + 1}")
        assert SampledUnit.objects.filter(sample__wave="2020").count() == DRAWN


class TestLetters:
    def test_every_case_has_a_letter_a_code_and_an_entrance(self, city: City) -> None:
        run = LetterRun.objects.get(wave="2020")
        assert (run.letters, run.pages) == (DRAWN, 2 * DRAWN)
        pdf = next(iter((city.folder / "letters").glob("letters-*.pdf"))).read_bytes()
        assert pdf.startswith(b"%PDF")
        handover = read_handover(city.folder / "letters" / "handover.jsonl", key=settings.DEPLOYMENT.keys["handover"])
        assert handover.digest == run.handover_digest
        assert len({entrance.code_hash for entrance in handover.entrances}) == DRAWN

    def test_the_code_in_the_envelope_opens_its_case_and_stands_nowhere_else(self, city: City) -> None:
        envelope = Envelope.objects.filter(wave="2020").first()
        assert envelope is not None
        code = open_envelope(bytes(envelope.sealed_code))
        found = Access.objects.get(pk=code_hash(code, key=settings.DEPLOYMENT.keys["access_code"]))
        assert found.case_id == envelope.case_id
        assert code not in (city.folder / "letters" / "handover.jsonl").read_text(encoding="utf-8")
        assert code.encode() not in bytes(envelope.sealed_code)

    def test_addressees_come_in_the_order_of_the_cases(self, city: City) -> None:
        listed = list(addressees(wave("2020")))
        assert [each.case_id for each in listed] == list(
            Case.objects.filter(wave="2020").order_by("number").values_list("pk", flat=True)
        )
        assert all(each.place.endswith(" Leipzig") and each.name.startswith("Person Muster-") for each in listed)

    def test_to_repeat_changes_no_code_and_no_case(self, city: City) -> None:
        assert make_codes(wave=wave("2020")) == 0
        assert open_cases(wave=wave("2020"), languages={}) == 0

    def test_the_private_key_is_for_this_user_alone(self, city: City) -> None:
        file = Path(settings.VAR) / "keys" / "answers-2020.key"
        assert file.stat().st_mode & 0o077 == 0
        assert read_key(file).link.public_key == wave("2020").public_key


class TestQuestionnaire:
    def test_the_wave_is_pinned_to_the_hash_of_its_workbook(self, city: City) -> None:
        found = wave("2020")
        assert len(instrument_of(found).languages) == 18
        again = import_draft(wave=found, workbook=city.files["2020"].file("questionnaire"))
        assert (again.added, again.changed, again.taken) == ((), (), 0)
        assert release_questionnaire(wave=found).pk == found.questionnaire_id

    def test_an_open_wave_keeps_its_questionnaire_unless_a_change_is_declared(self, city: City) -> None:
        found = wave("2020")
        found.draft.languages.filter(tag="hu").update(opened_at=None)
        try:
            with pytest.raises(StateError, match="a change of its questionnaire is declared") as caught:
                release_questionnaire(wave=found)
        finally:
            found.draft.languages.filter(tag="hu").update(opened_at=found.opened_at)
        assert caught.value.hint == "What changed makes it breaking: language 'hu': removed"

    def test_an_open_wave_is_not_announced_anew(self, city: City) -> None:
        announced = announce_wave(file=replace(city.files["2020"], title="Another title"))
        assert announced.title == "Zweite Migrantenbefragung 2020"
        assert [code for code, _ in announced.origins["region"]][0] == "eu"

    def test_a_wave_without_questionnaire_says_what_to_run(self, city: City) -> None:
        with pytest.raises(StateError, match="no questionnaire") as caught:
            instrument_of(wave("2016"))
        assert caught.value.hint.startswith("Run: querschnitt import_questionnaire. A wave taken over as microdata")


class TestCollection:
    def test_every_person_drawn_is_accounted_for(self, city: City) -> None:
        collection = Collection.objects.get(wave="2020")
        assert dict(Counter(Case.objects.filter(wave="2020").values_list("final_outcome", flat=True))) == city.outcomes
        lines = {line["key"]: line["count"] for line in collection.accounting}
        assert lines["gross_sample"] == DRAWN
        assert lines["eligible_sample"] == DRAWN - city.outcomes["moved_away"]
        assert lines["usable_interviews"] == RESPONDENTS - city.outcomes["break_off"]
        assert (lines["complete"], lines["partial"]) == (city.outcomes["complete"], city.outcomes["partial"])

    def test_the_headline_rate_is_usable_over_eligible(self, city: City) -> None:
        rate = next(rate for rate in Collection.objects.get(wave="2020").rates if rate["name"] == "RR2")
        assert (rate["numerator"], rate["denominator"]) == (95, 146)
        assert rate["value"] == pytest.approx(95 / 146)

    def test_what_was_posted_over_http_stands_in_the_data_file(self, city: City) -> None:
        table = answers_file()
        number = Case.objects.get(pk=city.over_http).number
        row = table["number"].index(float(number))
        given = city.given[city.over_http]
        assert table["outcome"][row] == "complete"
        assert table["mode"][row] == "web"
        assert table["life_satisfaction"][row] == given["life_satisfaction"]
        assert table["birth_year"][row] == float(str(given["birth_year"]))
        assert tuple(table["city_problems"][row]) == given["city_problems"]

    def test_a_missing_answer_has_a_reason_and_no_value(self, city: City) -> None:
        table = answers_file()
        for name in ("life_satisfaction", "net_income", "jobsearch_problems"):
            for value, reason in zip(table[name], table[f"{name}__missing"], strict=True):
                assert (value is None) == bool(reason)
        assert set(table["net_income__missing"]) <= {"", "not_asked", "dk", "refused", "no_answer"}
        silent = [place for place, outcome in enumerate(table["outcome"]) if outcome == "nothing_returned"]
        assert {table["life_satisfaction__missing"][place] for place in silent} == {"not_asked"}

    def test_no_identifier_is_in_the_data_file(self, city: City) -> None:
        assert not {"person_id", "case_id", "family_name"} & set(answers_file())

    def test_to_collect_again_gives_the_same_file(self, city: City) -> None:
        before = Collection.objects.get(wave="2020")
        after = collect(wave=wave("2020"))
        assert after.sha256 == before.sha256
        assert after.collected_at > before.collected_at
        assert after.pk == before.pk

    def test_without_the_private_key_nothing_opens(self, city: City) -> None:
        key = Path(settings.VAR) / "keys" / "answers-2020.key"
        aside = key.rename(key.with_suffix(".aside"))
        try:
            with pytest.raises(StateError, match="private key") as caught:
                collect(wave=wave("2020"))
            assert caught.value.where == str(key)
        finally:
            aside.rename(key)

    def test_under_a_passphrase_the_key_opens_the_same_answers(self, city: City) -> None:
        key = current_key(wave("2020"), Purpose.ANSWERS)
        protection = Protection("five words nobody says", cost=Cost(operations=1, memory=8 * 1024**2))
        protect_key(key=key, protection=protection, ask=nobody)
        try:
            with pytest.raises(StateError, match="protected by a passphrase"):
                collect(wave=wave("2020"))
            before = Collection.objects.get(wave="2020")
            after = collect(wave=wave("2020"), ask=lambda _: [protection.passphrase])
            assert after.sha256 == before.sha256
        finally:
            protect_key(key=key, protection=UNPROTECTED, ask=lambda _: [protection.passphrase])

    def test_contact_attempts_are_recorded_in_order(self, city: City) -> None:
        assert (
            ContactAttempt.objects.filter(case__wave="2020").count()
            == city.outcomes["refused"] + city.outcomes["moved_away"]
        )


def test_every_action_left_an_entry_in_the_log_and_no_name(city: City) -> None:
    verbs = set(Activity.objects.values_list("verb", flat=True))
    steps = ("imported register", "drew sample", "released questionnaire", "printed letters", "collected answers")
    assert {*steps, "weighted", "estimated", "compared"} <= verbs
    assert not Activity.objects.filter(subject__contains="Muster").exists()


def test_no_answer_and_no_name_stands_in_statistics(city: City) -> None:
    with connections["statistics"].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        columns = set(cursor.fetchall())
    assert ("register_sampledunit", "person_id") in columns
    assert not [pair for pair in columns if pair[1] in ("family_name", "given_name", "street", "sealed_code", "box")]
