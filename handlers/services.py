"""Services: what else a union does for workers: care, protection, policy, jobs, petitions; each a short form."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler

from handlers import consent, forms
from handlers.coming_in import A_DAY, WHERE, district_in, is_card, near_districts, why_not, with_brought
from handlers.consent import Door
from handlers.context import Context
from handlers.form_keys import choice_keys, key, packed
from handlers.guided import Guided
from handlers.keyboards import Key, inline, main_keyboard, press
from handlers.messages import KeyWords, pressed_in
from models import CaseKind, Union
from services.cases.filing import Filing, file_case
from services.cases.gathered import said_in, told_in
from services.forms.engine import deeds_of
from services.forms.outline import Answers, Choice, Deed, Outline, State, Step

SORTS: Final[Mapping[CaseKind, Sequence[str]]] = {
    CaseKind.CARE: ("hardship", "sickness", "school", "housing", "other"),
    CaseKind.PROTECTION: ("heat", "gear", "hours", "women", "minors", "other"),
    CaseKind.POLICY: ("contract", "insurance", "pay", "joining", "other"),
    CaseKind.JOBS: ("riding", "driving", "cleaning", "factory", "other"),
    CaseKind.PETITION: ("employer", "platform", "station", "union", "other"),
}
"""What each service asks first, by its kind; the words stand in the table of that name."""


def _sorts(answers: Answers) -> Sequence[Choice]:
    return [Choice(code, answers["kind"]) for code in SORTS[answers["kind"]]]


OUTLINE: Final = Outline(
    "service",
    (
        Step("sort", _sorts),
        *WHERE,
        Step("words", skip="legal_enough"),
    ),
    has_check=True,
    known=("kind", "near", "said"),
    gathers="said",
)


async def show(update: Update, context: Context) -> None:
    """Show all that the union does besides, a key for each."""
    word = context.words.word
    keys = [press(word("case_kind", kind), kind) for kind in SORTS]
    legal = press(word("case_kind", CaseKind.LEGAL_AID), "legal")
    context.say("services", inline(keys[:2], keys[2:4], [keys[4], legal]))


async def start(update: Update, context: Context) -> None:
    """Begin with a service, of which its key may name the sort already."""
    query, (*sort,) = pressed_in(update)
    kind = (query.data or "").partition(":")[0]
    refused = await why_not(context, *SORTS)
    if refused:
        context.say(refused, main_keyboard(context.words), most=A_DAY)
    else:
        await consent.enter(update, context, consent.DOORS[kind], "".join(sort), anew=True)


def _opening(kind: CaseKind) -> Callable[[Update, Context, str], Awaitable[None]]:
    async def begin(update: Update, context: Context, carried: str) -> None:
        """Ask what it is about; the district that is kept of them is taken for granted."""
        area = context.worker.area if context.worker else ""
        known = {"kind": kind, "near": near_districts(context), "said": with_brought(update, ())}
        sort = {"sort": carried} if carried in SORTS[kind] else {}
        where = {"where": [area]} if area else {}
        await forms.begin(context, SERVICE, {**known, **sort, **where}, anew=is_card(update))

    return begin


async def _file(context: Context, answers: Answers) -> None:
    """Make the case and say its receipt: with which union it is, and until when."""
    kind, district = CaseKind(answers["kind"]), district_in(answers)
    filing = Filing(
        kind, context.person_id, district.adcode if district else "", category=answers["sort"],
        answers={name: answers.get(name) for name in ("sort", "where", "which")},
        said=said_in(answers["said"]),
    )  # fmt: skip
    case = await file_case(context.session, filing, context.services.desk, context.now)
    union, zone = await context.session.get_one(Union, case.union_id), context.services.zone
    keys = inline([press(context.words.word("button", "progress"), f"case:see:{case.reference}")])
    context.show(
        "service-receipt", keys, reference=case.reference, union=union.name, **_shown(answers),
        first=case.first_due_at.astimezone(zone), done=case.done_due_at.astimezone(zone), now=context.local_now,
    )  # fmt: skip


def _shown(answers: Answers) -> dict[str, Any]:
    district = district_in(answers)
    return {"kind": answers["kind"], "sort": answers["sort"], "district": district.name if district else ""}


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    shown = _shown(answers) if "sort" in answers else {"kind": answers["kind"], "sort": "", "district": ""}
    return {**shown, "told": told_in(answers["said"])}


def _rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    """The answers, what ends the words, and below them always the same: back, skip, pause."""
    if state.is_paused or OUTLINE.step(state.step) is None:
        return None
    deeds = deeds_of(OUTLINE, state)
    ends = (Deed.SKIP,) if state.step == "words" else ()
    last = [deed for deed in (Deed.BACK, Deed.SKIP, Deed.PAUSE) if deed in deeds and deed not in ends]
    word = context.words.word
    rows = ([key(SERVICE, state, word("button", deeds[deed]), deed) for deed in row] for row in (ends, last))
    return [*packed(choice_keys(context, SERVICE, state)), *rows]


SERVICE: Final = Guided(OUTLINE, _file, values=_values, rows=_rows)
for each in SORTS:
    Door(each, _opening(each))

HANDLERS = [
    MessageHandler(KeyWords("button", "services"), show),
    CallbackQueryHandler(show, pattern=r"^services\Z"),
    CallbackQueryHandler(start, pattern=rf"^(?:{'|'.join(SORTS)})(?::[a-z]{{1,16}})?\Z"),
]
