"""What a survey has besides its questions: quotas, assessments, participants, pages, addresses."""

from __future__ import annotations

from querschnitt.tables.limesurvey.report import Account
from querschnitt.tables.limesurvey.survey import LimeSurvey, Quota


def note_survey(survey: LimeSurvey, account: Account) -> None:
    """Note what of the survey could not be carried over."""
    for quota in survey.quotas:
        _note_quota(survey, quota, account)
    for name in survey.assessments:
        account.lose(
            "survey", f"assessment: {name}", "an interview shows no points", "Calculate them with calculate rows."
        )
    _note_course(survey, account)
    _note_texts(survey, account)
    for table in survey.unread:
        account.mention("survey", f"table {table}", "it holds nothing of a questionnaire")


def _note_quota(survey: LimeSurvey, quota: Quota, account: Account) -> None:
    members = [f"{survey.questions[qid].code} = {code}" for qid, code in quota.members if qid in survey.questions]
    state = "" if quota.is_active else ", not active"
    account.lose(
        "survey", f"quota {quota.name}: at most {quota.limit} with {' and '.join(members) or 'no answer'}{state}",
        "an interview turns nobody away; who is asked is decided by the sample", "Say it in the design of the sample.",
    )  # fmt: skip


def _note_course(survey: LimeSurvey, account: Account) -> None:
    form = survey.settings.get("format", "G")
    if form in ("S", "A"):
        shown = "one question a page" if form == "S" else "all on one page"
        account.mention("survey", f"format: {shown}", "here a group is a page")
    if survey.settings.get("allowprev", "") == "N":
        account.mention("survey", "no way back", "an interview can always go back")
    if survey.settings.get("showwelcome", "Y") == "N" and survey.text("surveyls_welcometext"):
        account.mention("survey", "welcome text", "LimeSurvey does not show it, so that it is left out")
    if survey.settings.get("expires", "").strip() or survey.settings.get("startdate", "").strip():
        account.mention("survey", "start and end", "the dates of the field stand in the wave's file")


def _note_texts(survey: LimeSurvey, account: Account) -> None:
    if survey.text("surveyls_policy_notice"):
        account.change(
            "survey", "privacy notice", "it is in the sheet texts as privacy_notice, which no page shows",
            "Move what is needed into info_privacy.", row="privacy_notice",
        )  # fmt: skip
    if survey.text("surveyls_url"):
        addresses = ", ".join(sorted(set(survey.text("surveyls_url").values())))
        account.change(
            "survey", f"address at the end: {addresses}", "the last page leads nowhere else", "Name it in a text."
        )
    if any(column.startswith("surveyls_email") for column in survey.texts):
        account.mention("survey", "e-mails", "letters are written by the wave, not by the questionnaire")
