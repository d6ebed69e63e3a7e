"""Area: the one district whose notices a person wants; it is kept only after they said yes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.form_keys import key
from handlers.guided import Guided
from handlers.keyboards import Key, inline, press
from handlers.messages import pressed_in
from handlers.privacy import notice
from models import Topic, Worker
from services.forms.outline import CHECK, Answers, Choice, Deed, Outline, State, Step
from services.forms.readers import Given, Reader, Shared, Typed
from services.heat.telling import tell_newcomer
from services.notices.subscriptions import WITH_AREA, switch_off, switch_on, topics_of
from services.places.districts import District, districts
from services.places.position import Position
from services.stations.district import district_of


def named(given: Given, today: date) -> list[str] | None:
    """The codes of the districts that were named, or of the one where a shared place lies."""
    if isinstance(given, Shared):
        return [given.adcode] if given.adcode else None
    text = given.text if isinstance(given, Typed) else ""
    return [district.adcode for district in districts().named(text)] or None


def fitting(answers: Answers) -> Sequence[Choice]:
    """The districts that are called so, each with its city."""
    found = (districts().of(code) for code in answers.get("district", ()))
    return [Choice(district.adcode, label=district.full_name) for district in found if district]


OUTLINE: Final = Outline(
    "area",
    (
        Step("district", readers=(Reader("district", named),)),
        Step("which", fitting, is_needed=lambda answers: len(answers.get("district", ())) > 1),
    ),
    has_check=True,
    known=("topic",),
    words={Deed.SEND: "area_yes", Deed.DROP: "area_no"},
)


def chosen(answers: Answers) -> District | None:
    """The district that the answers lead to."""
    codes = [answers["which"]] if "which" in answers else answers.get("district", ())
    return districts().of(codes[0]) if codes else None


def area_of(context: Context) -> District | None:
    """The district that is kept of this person."""
    return districts().of(context.worker.area) if context.worker and context.worker.area else None


def offer(context: Context, position: Position) -> Sequence[Key]:
    """The key under an answered location, for who has no district here and never said no to one."""
    worker = context.worker
    if worker and (worker.area or worker.area_refused_at):
        return []
    district = district_of(context.services.stations, position)
    if district is None:
        return []
    return [press(context.words.word("button", "area_offer", district=district.name), f"area:{district.adcode}")]


async def ask_for(update: Update, context: Context) -> None:
    """Ask whether this district may be kept, below the card that offered it."""
    _, (adcode,) = pressed_in(update)
    if districts().of(adcode):
        await forms.begin(context, AREA, {"district": [adcode]}, anew=True)
    else:
        await forms.answer_old(context)


async def ask(update: Update, context: Context) -> None:
    """Ask for a district."""
    await forms.begin(context, AREA)


async def keep(context: Context, answers: Answers) -> None:
    """Keep the district and when it was agreed to; the first one switches on what is meant for districts.

    Who has one already has chosen their topics: only the one that they came for is switched on.
    """
    worker, district = context.remember_worker(), chosen(answers)
    if district:
        topics = [] if worker.area else [*WITH_AREA]
        topics += [Topic(answers["topic"])] if "topic" in answers else []
        worker.area, worker.area_agreed_at, worker.area_refused_at = district.adcode, context.now, None
        await hear_of(context, worker, topics)
    keys = inline([press(context.words.word("keyboard", "notices"), "notices")])
    context.show("area-done", keys, district=district, topics=await topics_of(context.session, worker.id))


async def hear_of(context: Context, worker: Worker, topics: Sequence[Topic]) -> None:
    """Switch these on; of the heat that somebody did not want to hear of until now they hear at once."""
    is_new = Topic.HEAT in topics and Topic.HEAT not in await topics_of(context.session, worker.id)
    await switch_on(context.session, worker.id, topics, context.now)
    if is_new:
        await tell_newcomer(context.session, context.services.stations, worker, context.now)


def refuse(context: Context) -> None:
    """Remember the no, so that nobody asks again; a district that is kept already stays."""
    worker = context.remember_worker()
    worker.area_refused_at = None if worker.area else context.now
    context.show("area-refused", district=area_of(context))


async def withdraw(update: Update, context: Context) -> None:
    """Delete the district, and switch off all notices: with a yes they came, with a no they go."""
    worker = context.worker
    if worker:
        worker.area, worker.area_agreed_at, worker.area_refused_at = "", None, context.now
        await switch_off(context.session, worker.id)
    context.show("area-withdrawn")


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    is_first = not (context.worker and context.worker.area)
    return {"district": chosen(answers), "is_first": is_first, **await notice(context)}


def _rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    if state.step != CHECK or state.is_paused:
        return None
    yes, no = (
        key(AREA, state, context.words.word("button", OUTLINE.words[deed]), deed) for deed in (Deed.SEND, Deed.DROP)
    )
    other = key(AREA, state, context.words.word("step", "district"), "district")
    return [[yes], [other, no], [press(context.words.word("button", "privacy_all"), "privacy")]]


AREA: Final = Guided(OUTLINE, keep, values=_values, rows=_rows, dropped=refuse)

HANDLERS = [
    CallbackQueryHandler(ask_for, pattern=r"^area:[0-9]{6}\Z"),
    CallbackQueryHandler(ask, pattern=r"^area:ask\Z"),
    CallbackQueryHandler(withdraw, pattern=r"^area:none\Z"),
]
