"""The form of a complaint: how its questions are told, and what happens when it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers import forms
from handlers.complain.filing import file_it, join
from handlers.complain.outline import ME_TOO, OUTLINE, PLATFORM
from handlers.complain.placing import placed, station_in
from handlers.context import Context
from handlers.form_keys import key
from handlers.guided import Guided
from handlers.keyboards import Key, inline, press
from services.cases.alike import alike_case, workers_with
from services.cases.gathered import told_in
from services.cases.proposing import category_in
from services.cases.references import case_in
from services.forms.outline import CHECK, Answers, Deed, State

MORE: Final = "complain:more"


async def finish(context: Context, answers: Answers) -> None:
    """File it, join the case that is the same, or lead on to who can help with a platform."""
    if answers["category"] == PLATFORM:
        _lead_on(context, answers["whom"])
    elif answers.get("same") == ME_TOO:
        await join(context, answers)
    elif not await file_it(context, answers):
        await forms.begin(context, COMPLAIN, answers, anew=True)


def _lead_on(context: Context, topic: str) -> None:
    """Show the key of another wish."""
    keys = inline([press(context.words.word("whom", topic), topic)])
    context.show("complain-elsewhere", keys, topic=topic)


async def settled(context: Context, answers: Answers) -> Answers:
    """Look up what the words say is wrong, the station that was named, and whether somebody has told of the same."""
    after = placed(context, _categorized(answers))
    station = station_in(after)
    category = after.get("category", "")
    alike = await alike_case(context.session, station[0], category, context.now) if station and category else None
    reference = alike.reference if alike else ""
    if reference != after.get("alike", ""):
        after.pop("same", None)
    return after | {"alike": reference}


def _categorized(answers: Answers) -> Answers:
    """The answers with the category that the words name, as long as none was chosen."""
    proposed = "" if answers.get("category") else category_in(told_in(answers.get("said", ())).words)
    return {**answers, "category": proposed, "proposed": proposed} if proposed else answers


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    station = station_in(answers)
    worker = context.worker
    went_at = worker.went_at.astimezone(context.services.zone) if worker and worker.went_at else None
    return {
        "station": station[1] if station else "",
        "why": station[2] if station else "",
        "went_at": went_at,
        "told": told_in(answers.get("said", ())),
        "now": context.local_now,
        **await _alike(context, answers.get("alike", "")),
    }


async def _alike(context: Context, called: str) -> Mapping[str, Any]:
    case = await case_in(context.session, called)
    if case is None:
        return {"alike": None}
    zone = context.services.zone
    return {
        "alike": case,
        "is_mine": case.worker_id == context.person_id,
        "workers": await workers_with(context.session, case),
        "filed_at": case.filed_at.astimezone(zone),
        "due": case.done_due_at.astimezone(zone),
        "closed_at": case.closed_at.astimezone(zone) if case.closed_at else None,
    }


def _rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    if state.step != CHECK or state.is_paused:
        return None
    word = context.words.word
    send, drop = (key(COMPLAIN, state, word("button", deed), deed) for deed in (Deed.SEND, Deed.DROP))
    at, category = (key(COMPLAIN, state, word("step", name), name) for name in ("at", "category"))
    return [[send], [at, category], [press(word("button", "say_more"), MORE), drop]]


COMPLAIN: Final = Guided(
    OUTLINE,
    finish,
    settled,
    values=_values,
    rows=_rows,
)
