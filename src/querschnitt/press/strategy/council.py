"""The paper for the council, and the tracking of decisions, as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from querschnitt.press.strategy.amounts import amounts
from querschnitt.press.strategy.blocks import Block, Document, Grid, Head, Para, Points
from querschnitt.press.strategy.content import DecisionLine, MeasureLine, Report, content_sha256
from querschnitt.press.strategy.content import as_json as report_json
from querschnitt.press.strategy.sayings import (
    PHASES,
    actors,
    age,
    dimensions,
    field_name,
    german,
    has_invented,
    key_of_actors,
    marked,
    narrative,
    pause,
    phase_of,
    result_of,
    title_of,
)
from querschnitt.press.strategy.words import Words


def council_paper(report: Report) -> Document:
    """Return the paper for the council: the standard blocks, then all measures and the age of what is said on them."""
    words = Words(report.language)
    title = words("title_decision" if report.texts.get("proposal") else "title_information")
    return dressed(
        report,
        title,
        [
            Head(1, words("h_proposal")),
            Para(report.texts.get("proposal") or words("take_note", title=report.title)),
            Head(1, words("h_occasion")),
            Para(report.texts.get("occasion") or _occasion(words, report)),
            *_goals(words, report),
            *_overview(words, report),
            *_changed(words, report),
            *_still(words, report),
            *_conclusions(words, report),
            Head(1, words("h_tracking")),
            *_decisions(words, report.decisions),
            *_money(words, report),
            *_participation(words, report),
            *_sequence(words, report),
            Head(1, words("h_annexes")),
            Points([words(f"annex_list_{place}") for place in (1, 2, 3)]),
            *_all_measures(words, report),
            *_age(words, report),
            *key_of_actors(words, report),
        ],
    )


def tracking_paper(report: Report) -> Document:
    """Return the tracking of decisions alone."""
    words = Words(report.language)
    blocks = [Para(words("tracking_intro")), *_decisions(words, report.decisions)]
    return dressed(report, words("title_tracking"), blocks)


def dressed(report: Report, title: str, blocks: Sequence[Block], *, subtitle: str = "") -> Document:
    """Return a paper with what stands on each: two dates, the edition, the mark of invented data, the checksum."""
    words = Words(report.language)
    adopted = words("adopted_on", day=words.day(report.adopted)) if report.adopted else words("not_adopted")
    parts = (report.title, report.paper, adopted)
    council = words.day(report.council_on) if report.council_on else words("not_yet")
    return Document(
        title=title,
        subtitle=subtitle or words("about", title=report.title),
        publisher=words("publisher"),
        language=report.language,
        day=report.state_on,
        facts=[
            (words("state_date"), words.day(report.state_on)),
            (words("council_date"), council),
            (words("before_date"), words.day(report.before_on) if report.before_on else words("no_before")),
            (words("edition"), ", ".join(part for part in parts if part)),
            *([(words("paper"), report.decision)] if report.decision else []),
            (words("fingerprint"), content_sha256(report_json(report))),
        ],
        notice=words("notice") if has_invented(report) else "",
        foot=words("foot", state=words.day(report.state_on), council=council),
        words={name: words(name) for name in ("contents", "page")},
        blocks=blocks,
    )


def _occasion(words: Words, report: Report) -> str:
    if not report.adopted:
        return words("to_write", what=words("h_occasion"))
    return words(
        "occasion", title=report.title, adopted=words.day(report.adopted), paper=report.paper,
        state=words.day(report.state_on),
    )  # fmt: skip


def _goals(words: Words, report: Report) -> list[Block]:
    head = Head(1, words("h_goals"))
    if not report.goals:
        return [head, Para(words("no_goals"))]
    serving = Counter(goal for measure in report.measures for goal in measure.goals)
    rows = [(number, text, words.number(serving[number])) for number, text in report.goals]
    heads = (words("number"), words("goal"), words("measures"))
    return [head, Grid(words("goals_caption"), heads, rows, widths=(1, 6, 1.4), figures=(2,))]


def _overview(words: Words, report: Report) -> list[Block]:
    counted = [Counter(phase_of(measure.status) for measure in part.measures) for part in report.fields]
    total = sum(counted, Counter[str]())
    used = [phase for phase in PHASES if total[phase]]
    rows = [
        (f"{part.number} {field_name(words, part)}", *(str(found[phase]) for phase in used), str(len(part.measures)))
        for part, found in zip(report.fields, counted, strict=True)
    ]
    rows.append((words("total"), *(str(total[phase]) for phase in used), str(len(report.measures))))
    heads = (words("field"), *(words.of("phase", phase) for phase in used), words("total"))
    said = ", ".join(f"{words.of('phase', phase)} {words.number(total[phase])}" for phase in used)
    told = words(
        "overview", n=words.number(len(report.measures)), fields=len(report.fields), phases=said[:1].upper() + said[1:]
    )
    if report.council_months:
        told += " " + words("age_at_council", months=words.count("months", report.council_months))
    caption = words("overview_caption", day=words.day(report.state_on))
    grid = Grid(caption, heads, rows, widths=(3.7, *(1.9 for _ in used), 1.7), figures=range(1, len(heads)))
    return [Head(1, words("h_overview")), Para(told), grid]


def _changed(words: Words, report: Report) -> list[Block]:
    head = Head(1, words("h_changed"))
    if not report.before_on:
        return [head, Para(words("nothing_before"))]
    day = words.day(report.before_on)
    found = [measure for measure in report.measures if _turned(measure)]
    if not found:
        return [head, Para(words("nothing_changed", day=day))]
    rows = [
        (
            measure.number, title_of(words, measure), dimensions(words, measure.before),
            dimensions(words, measure.status), age(words, measure.status),
        )
        for measure in found
    ]  # fmt: skip
    heads = (words("number"), words("measure"), words("earlier"), words("now"), words("status"))
    grid = Grid(words("changed_caption", day=day), heads, rows, widths=(0.8, 3.6, 1.7, 1.7, 2.4))
    return [head, Para(words.count("changed", len(found), day=day)), grid]


def _turned(measure: MeasureLine) -> bool:
    before, status = measure.before, measure.status
    if before is None or status is None:
        return before is not status
    return (before.phase, before.schedule) != (status.phase, status.schedule)


def _still(words: Words, report: Report) -> list[Block]:
    rows = []
    for measure in report.measures:
        reasons = _reasons(words, measure)
        if reasons:
            rows.append((measure.number, title_of(words, measure), measure.lead or "–", "\n".join(reasons)))
    head = Head(1, words("h_still"))
    if not rows:
        return [head, Para(words("nothing_still"))]
    heads = (words("number"), words("measure"), words("actors"), words("why"))
    return [head, Grid(words("still_caption"), heads, rows, widths=(0.8, 3.6, 1.4, 4.4))]


def _reasons(words: Words, measure: MeasureLine) -> list[str]:
    status = measure.status
    found = [words("overdue", text=german(words, text)) for text in measure.overdue]
    if status and status.phase == "paused":
        found.insert(0, marked(words, pause(words, status), invented=status.invented))
    elif status and status.schedule == "late":
        late = words.of("schedule", "late")
        why = german(words, status.obstacles) or words("no_reason")
        found.insert(0, f"{late[:1].upper()}{late[1:]}. {why}")
    return found


def _conclusions(words: Words, report: Report) -> list[Block]:
    rows = []
    for part in report.fields:
        for line in part.conclusions:
            if line.text:
                numbers = words("affects", numbers=", ".join(line.measures)) if line.measures else ""
                text = marked(words, german(words, line.text), invented=line.invented)
                told = [
                    f"{words.of('conclusion', line.kind)} {text}", numbers,
                    words("concluded", office=german(words, line.office), day=words.day(line.recorded_on)),
                ]  # fmt: skip
            else:
                told = [words("conclusion_due", day=words.day(line.due_on)), german(words, line.office)]
            rows.append((f"{part.number} {part.name}", line.finding, "\n".join(text for text in told if text)))
    head = Head(1, words("h_conclusions"))
    if not rows:
        return [head, Para(words("no_conclusions"))]
    heads = (words("field"), words("finding"), words("conclusion"))
    return [head, Grid(words("conclusions_caption"), heads, rows, widths=(2, 3, 4.6))]


def _decisions(words: Words, decisions: Sequence[DecisionLine]) -> list[Block]:
    if not decisions:
        return [Para(words("no_decisions"))]
    rows = []
    for line in decisions:
        kind = words.of("paper", line.kind)
        told = [line.number, words("submitted", kind=kind, day=words.day(line.submitted_on))]
        deadline = words.day(line.deadline)
        if line.is_late:
            deadline += f"\n{words('deadline_missed')}"
        answer = german(words, line.answer) or (words("no_answer") if line.is_open else "")
        if line.answered_on:
            answer += f" ({words.day(line.answered_on)})"
        progress = [words("progress_of", number=number, note=german(words, note)) for number, note in line.progress]
        state = words.of("state", line.state)
        purpose = [marked(words, german(words, line.title), invented=line.invented), german(words, line.submitted_by)]
        said = (told, purpose, [deadline], [state, answer, *progress])
        rows.append(tuple("\n".join(part for part in parts if part) for parts in said))
    heads = (words("decision"), words("purpose"), words("deadline"), words("answer"))
    return [Grid(words("decisions_caption"), heads, rows, widths=(2.2, 3, 1.4, 3.8))]


def _money(words: Words, report: Report) -> list[Block]:
    blocks: list[Block] = [Head(1, words("h_money")), *amounts(words, report)]
    for name, head in (("follow_on", "h_follow_on"), ("posts", "h_posts")):
        blocks += [Head(1, words(head)), _written(words, report, name)]
    return blocks


def _written(words: Words, report: Report, name: str) -> Para:
    text = report.texts.get(name, "")
    return Para(text) if text else Para(words("to_write", what=words(f"what_{name}")), "open")


def participation(words: Words, report: Report) -> str:
    """Return what workshops and the advisory board brought, in one paragraph; empty where there were none."""
    outcomes = Counter[str]()
    for workshop in report.workshops:
        outcomes.update(dict(workshop.outcomes))
    comments, answered = report.comments
    if not report.workshops and not comments:
        return ""
    return words(
        "participation", n=len(report.workshops), proposals=words.number(outcomes.total()),
        people=words.number(sum(workshop.participants or 0 for workshop in report.workshops)),
        taken=words.number(outcomes["taken"] + outcomes["partly"]), comments=comments, answered=answered,
    )  # fmt: skip


def _participation(words: Words, report: Report) -> list[Block]:
    told = participation(words, report)
    return [
        Head(1, words("h_participation")),
        *([Para(told)] if told else []),
        _written(words, report, "participation"),
    ]


def _sequence(words: Words, report: Report) -> list[Block]:
    head = Head(1, words("h_sequence"))
    if not report.consulted:
        return [head, Para(words("no_sequence"), "open")]
    heads = tuple(words(name) for name in ("body", "day", "role", "result"))
    rows = [
        (
            german(words, line.body), words.day(line.on), words.of("role", line.role),
            result_of(words, line),
        )
        for line in report.consulted
    ]  # fmt: skip
    return [head, Grid(words("sequence_caption"), heads, rows, widths=(4, 1.6, 2, 2.6))]


def _all_measures(words: Words, report: Report) -> list[Block]:
    blocks: list[Block] = [Head(1, words("h_all"), opens=True)]
    heads = tuple(words(name) for name in ("number", "measure", "phase_status", "status"))
    for part in report.fields:
        name = field_name(words, part)
        rows = [
            (
                measure.number, f"{title_of(words, measure)}\n{actors(measure)}",
                dimensions(words, measure.status), narrative(words, measure.status),
            )
            for measure in part.measures
        ]  # fmt: skip
        blocks.append(Head(2, f"{part.number} {name}"))
        if rows:
            caption = words("all_caption", first=part.measures[0].number, last=part.measures[-1].number)
            blocks.append(Grid(caption, heads, rows, widths=(0.8, 3.3, 1.8, 4.6)))
    return blocks


def _age(words: Words, report: Report) -> list[Block]:
    old = [measure for measure in report.measures if measure.status is None or measure.status.months]
    blocks: list[Block] = [
        Head(1, words("h_age"), opens=True),
        Para(words("age_intro", day=words.day(report.state_on))),
    ]
    if not old:
        return [*blocks, Para(words("age_none"))]
    rows = [
        (
            measure.number, title_of(words, measure), measure.lead or "–",
            words.day(measure.status.said_on) if measure.status else words("never_said"),
            words.count("months", measure.status.months) if measure.status else "–",
        )
        for measure in old
    ]  # fmt: skip
    heads = tuple(words(name) for name in ("number", "measure", "actors", "last_said", "age"))
    return [*blocks, Grid(words("age_caption"), heads, rows, widths=(0.8, 4, 1.3, 2.4, 1.4))]
