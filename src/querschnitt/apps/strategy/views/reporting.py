"""The room of an office: its measures in a round, one page a measure, handing in, passing on, handing over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from querschnitt.apps.accounts.gate import room as for_people_from_outside
from querschnitt.apps.strategy.actions.collecting import drafts, passing, releasing
from querschnitt.apps.strategy.actions.collecting.drafts import WrittenMeanwhileError
from querschnitt.apps.strategy.forms import reporting as forms
from querschnitt.apps.strategy.models import Draft, OfficeMember
from querschnitt.apps.strategy.queries.collecting import Item, items_of
from querschnitt.apps.strategy.queries.reporting import coordination, open_rounds, successors_of
from querschnitt.apps.strategy.views.doors import Visit, through_a_door
from querschnitt.apps.strategy.views.handover import list_of_open
from querschnitt.apps.strategy.views.releasing import releases
from querschnitt.core.errors import QuerschnittError

MEANWHILE = gettext_lazy(
    "Somebody else saved this measure while you were writing. Nothing is lost: both texts stand below."
)


@login_required
@require_safe
def rounds_of_member(request: HttpRequest) -> HttpResponse:
    """Show the rounds that the office of a person with an account reports in."""
    member = OfficeMember.objects.filter(user=request.user.pk).select_related("office").first()
    found = open_rounds() if member else []
    if len(found) == 1:
        return redirect("report", number=found[0].pk)
    return render(request, "strategy/reporting/rounds.html", {"member": member, "rounds": found})


@require_http_methods(["GET", "HEAD", "POST"])
@through_a_door
def room(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the measures of an office; to its head, what waits for release."""
    if visit.door.may_release:
        return releases(request, visit)
    items = items_of(visit.door.round, on=_today(), office=visit.door.office)
    return render(request, "strategy/reporting/room.html", _frame(visit) | _lists(visit, items))


def _frame(visit: Visit) -> dict[str, object]:
    door = visit.door
    return {"door": door, "round": door.round, "office": door.office, "base": visit.base}


def _lists(visit: Visit, items: list[Item]) -> dict[str, object]:
    office = visit.door.office
    led = [item for item in items if item.lead == office]
    return {
        "led": led,
        "joined": [(item, item.contribution_of(office)) for item in items if item.lead != office],
        "waiting": [item for item in led if item.is_waiting],
        "ready": [item for item in led if item.state == Draft.State.READY],
        "released": [item for item in led if item.state == Draft.State.RELEASED],
        "contact": coordination(on=_today()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@through_a_door
def measure(request: HttpRequest, visit: Visit, key: int) -> HttpResponse:
    """Ask for one measure: the lead for its report, an involved office for what it adds."""
    item = _item(visit, key)
    if visit.door.may_release:
        return redirect(visit.base)
    if item.lead != visit.door.office:
        return _contribution(request, visit, item)
    if request.method != "POST":
        return _ask(request, visit, item)
    if not visit.door.is_open:
        return _ask(request, visit, item, status=409)
    return DO.get(request.POST.get("do", ""), _words)(request, visit, item)


def _item(visit: Visit, key: int) -> Item:
    item = drafts.item_of(visit.door, key, on=_today())
    if item is None:
        raise Http404(_("There is no such measure."))
    return item


def _ask(request: HttpRequest, visit: Visit, item: Item, *, status: int = 200, **found: object) -> HttpResponse:
    revision = {"revision": item.draft.revision if item.draft else 0}
    context = _frame(visit) | {
        "item": item,
        "version": item.version,
        "last": item.last,
        "others": item.other_contributions(visit.door.office),
        "form": forms.WordForm(item=item),
        "unchanged_form": forms.UnchangedForm(initial=revision),
        "question_form": forms.QuestionForm(initial=revision),
        "decline_form": forms.DeclineForm(initial=revision, office=visit.door.office),
        "reasons": list(zip(forms.UNCHANGED_DE, forms.UNCHANGED, strict=True)),
    }
    return render(request, "strategy/reporting/measure.html", context | found, status=status)


def _next(visit: Visit, item: Item) -> Item | None:
    """Return the measure that waits next after this one, else the first that waits."""
    items = items_of(visit.door.round, on=_today(), office=visit.door.office)
    led = [other for other in items if other.lead == visit.door.office]
    place = next((number for number, other in enumerate(led) if other.version == item.version), 0)
    ahead = led[place + 1 :] + led[:place]
    return next((other for other in ahead if other.state in (Draft.State.OPEN, Draft.State.RETURNED)), None)


def _words(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    form = forms.WordForm(request.POST, item=item)
    if not form.is_valid():
        return _ask(request, visit, item, form=form)
    try:
        drafts.save_words(
            door=visit.door, version=item.version, told=form.told, revision=form.cleaned_data["revision"],
            is_ready=form.is_ready, on=_today(),
        )  # fmt: skip
    except WrittenMeanwhileError:
        return _both(request, visit, item)
    if not form.is_ready:
        messages.success(request, _("%(number)s is kept, and not yet ready.") % {"number": item.version.number})
        return redirect(visit.base)
    if not form.cleaned_data["explanation"] and _item(visit, item.version.pk).doubts:
        messages.success(request, _("%(number)s is ready. One thing looks odd:") % {"number": item.version.number})
        return redirect(f"{visit.base}measures/{item.version.pk}/#remarks")
    return _on(request, visit, item, _("%(number)s is ready."))


def _both(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    """Show what somebody else saved meanwhile beside what was sent; sent once more it stands."""
    latest = _item(visit, item.version.pk)
    data = request.POST.copy()
    data["revision"] = str(latest.draft.revision if latest.draft else 0)
    form = forms.WordForm(data, item=latest)
    return _ask(request, visit, latest, form=form, meanwhile=latest.draft, meanwhile_words=MEANWHILE, status=409)


def _on(request: HttpRequest, visit: Visit, item: Item, words: str) -> HttpResponse:
    """Go on to the next measure that waits, or back to the list."""
    messages.success(request, words % {"number": item.version.number})
    following = _next(visit, item)
    return redirect(f"{visit.base}measures/{following.version.pk}/" if following else visit.base)


def _unchanged(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    form = forms.UnchangedForm(request.POST)
    if not form.is_valid():
        return _ask(request, visit, item, unchanged_form=form)
    try:
        drafts.keep_unchanged(
            door=visit.door, version=item.version, because=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"], on=_today(),
        )  # fmt: skip
    except WrittenMeanwhileError:
        return _stale(request, visit, item)
    return _on(request, visit, item, _("%(number)s is ready: unchanged."))


def _question(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    form = forms.QuestionForm(request.POST)
    if not form.is_valid():
        return _ask(request, visit, item, question_form=form)
    try:
        drafts.ask(
            door=visit.door, version=item.version, question=form.cleaned_data["question"],
            revision=form.cleaned_data["revision"], on=_today(),
        )  # fmt: skip
    except WrittenMeanwhileError:
        return _stale(request, visit, item, question_form=form)
    return _on(request, visit, item, _("Your question on %(number)s is with the integration office."))


def _not_ours(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    form = forms.DeclineForm(request.POST, office=visit.door.office)
    if not form.is_valid():
        return _ask(request, visit, item, decline_form=form)
    try:
        drafts.decline(
            door=visit.door, version=item.version, belongs_to=form.cleaned_data["belongs_to"],
            words=form.cleaned_data["words"], revision=form.cleaned_data["revision"], on=_today(),
        )  # fmt: skip
    except WrittenMeanwhileError:
        return _stale(request, visit, item, decline_form=form)
    return _on(request, visit, item, _("%(number)s goes back to the integration office: not yours."))


def _stale(request: HttpRequest, visit: Visit, item: Item, **found: object) -> HttpResponse:
    latest = _item(visit, item.version.pk)
    return _ask(request, visit, latest, meanwhile=latest.draft, meanwhile_words=MEANWHILE, status=409, **found)


Doing = Callable[[HttpRequest, Visit, Item], HttpResponse]
DO: dict[str, Doing] = {"unchanged": _unchanged, "question": _question, "not_ours": _not_ours}


def _contribution(request: HttpRequest, visit: Visit, item: Item) -> HttpResponse:
    own = item.contribution_of(visit.door.office)
    text = own.text if own else ""
    context = _frame(visit) | {"item": item, "version": item.version, "last": item.last, "own": own}
    form = forms.ContributionForm(initial={"text": text, "seen": text})
    if request.method == "POST" and visit.door.is_open:
        form = forms.ContributionForm(request.POST)
        if form.is_valid():
            try:
                drafts.contribute(door=visit.door, version=item.version, on=_today(), **form.cleaned_data)
            except WrittenMeanwhileError:
                form = forms.ContributionForm({"text": form.cleaned_data["text"], "seen": text})
                context |= {"form": form, "meanwhile": text, "meanwhile_words": MEANWHILE}
                return render(request, "strategy/reporting/contribution.html", context, status=409)
            messages.success(request, _("Saved. The lead office sees it beside its report."))
            return redirect(visit.base)
    return render(request, "strategy/reporting/contribution.html", context | {"form": form})


@require_POST
@through_a_door
def hand_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Tell the head that there is something to release."""
    try:
        posted = releasing.hand_in(door=visit.door, now=localtime())
    except QuerschnittError as error:
        messages.error(request, f"{_(error.what)}. {_(error.hint) if error.hint else ''}")
        return redirect(visit.base)
    if posted.failed:
        messages.error(request, _("The mail to your head could not be sent. Try again in some minutes."))
    elif posted.sent:
        messages.success(request, _("Sent: your head has got a mail with a link to release."))
    else:
        messages.success(request, _("Your head has this mail already; nothing has changed since."))
    return redirect(visit.base)


@require_http_methods(["GET", "HEAD", "POST"])
@through_a_door
def pass_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send a link of its own to another function of the office."""
    functions = successors_of(visit.door, on=_today())
    form = forms.PassOnForm(request.POST or None, functions=functions)
    if request.method == "POST" and form.is_valid():
        hands_over = form.cleaned_data["keeps"] == "hand_over"
        passing.pass_on(
            door=visit.door, to=form.chosen, note=form.cleaned_data["note"], is_handing_over=hands_over,
            now=localtime(),
        )  # fmt: skip
        if hands_over and visit.door.function:
            return render(request, "strategy/reporting/handed_over.html", _frame(visit) | {"to": form.chosen})
        messages.success(request, _("%(who)s has got a link.") % {"who": form.chosen.name})
        return redirect(visit.base)
    context = _frame(visit) | {"form": form, "functions": functions, "contact": coordination(on=_today())}
    return render(request, "strategy/reporting/pass_on.html", context)


@require_safe
@through_a_door
def handover(request: HttpRequest, visit: Visit, kind: str = "") -> HttpResponse:
    """Show what whoever leaves has to hand over: open measures, drafts, questions, milestones; or give it as a file."""
    items = items_of(visit.door.round, on=_today(), office=visit.door.office)
    if kind:
        return list_of_open(visit.door, items)
    return render(request, "strategy/reporting/handover.html", _frame(visit) | _lists(visit, items))


def _today() -> date:
    return localtime().date()


for _view in (rounds_of_member, room, measure, hand_in, pass_on, handover):
    for_people_from_outside(_view)
