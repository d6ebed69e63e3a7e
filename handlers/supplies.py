"""Supplies: a keeper says what stands in the fridge, and counts it down with the card that shows it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.board import pressed_station, show_station
from handlers.context import Context
from handlers.guided import Guided
from handlers.messages import pressed_in
from handlers.noon import may_keep
from models import Station, Supply
from services.forms.moments import MOMENT, moment_of
from services.forms.outline import Answers, Deed, Outline, Step, choices
from services.forms.readers import number_between
from services.heat.telling import tell_anew
from services.keeping.keepers import allowed_of
from services.keeping.supplies import MOST, USUAL, count_down, put_out
from services.keeping.supply_text import SUPPLY

LASTS: Final = {"1h": timedelta(hours=1), "2h": timedelta(hours=2), "4h": timedelta(hours=4)}
LONGEST: Final = timedelta(hours=24)
NUMBERS: Final = ("20", "50", "100")


async def ask(update: Update, context: Context) -> None:
    """Ask what is given away at the station whose key was pressed."""
    station = await pressed_station(update, context)
    if station:
        await forms.begin(context, PUT_OUT, {"station": station.id}, anew=True)


async def post(context: Context, answers: Answers) -> None:
    """Post it, if this person still may."""
    station = await context.session.get(Station, answers["station"])
    allowed = await allowed_of(context.session, context.person_id, [station] if station else [])
    if not allowed:
        await forms.answer_old(context)
        return
    said = answers["what"]
    until = _until(context, said["until"] or answers["until"])
    if until - context.now > LONGEST:
        still = {name: value for name, value in answers.items() if name != "until"}
        await forms.begin(context, PUT_OUT, {**still, "what": {**said, "until": None}})
        return
    left = said["left"] or (int(answers["left"]) if answers.get("left") else None)
    await put_out(context.session, allowed[0], said["what"], left, until, context.person_id, context.now)
    await tell_anew(context.session, context.services.stations, allowed[0].id, context.now)
    await show_station(context, allowed[0])


async def count(update: Update, context: Context) -> None:
    """Count down what was pressed; a second tap, or one on an old card, only shows how it stands."""
    _, (number, seen, less) = pressed_in(update)
    supply = await context.session.get(Supply, int(number))
    station = await context.session.get(Station, supply.station_id) if supply else None
    if supply is None or station is None:
        await forms.answer_old(context)
    elif await may_keep(update, context, station):
        was, fewer = None if seen == "x" else int(seen), None if less == "all" else int(less)
        counted = await count_down(context.session, supply, was, fewer, context.person_id, context.now)
        if counted and supply.gone_at:  # how many are left is told once a minute
            await tell_anew(context.session, context.services.stations, station.id, context.now)
        await show_station(context, station)


def _until(context: Context, said: str) -> datetime:
    if said in LASTS:
        return context.now + LASTS[said]
    return moment_of(said, context.now, context.services.zone)


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    station = await context.session.get(Station, answers["station"])
    said = answers.get("what") or {}
    return {"station": station.name if station else "", "what": said.get("what", "")}


def _lacks(answers: Answers, name: str) -> bool:
    """Whether the line about it left that open."""
    return not (answers.get("what") or {}).get(name)


PUT_OUT: Final = Guided(
    Outline(
        "supply",
        (
            Step("what", choices("supply", USUAL), readers=(SUPPLY,)),
            Step(
                "left", choices("number", NUMBERS), readers=(number_between(1, MOST),), skip="uncounted",
                is_needed=lambda answers: _lacks(answers, "left"),
            ),
            Step(
                "until", choices("lasts", (*LASTS,)), readers=(MOMENT,),
                is_needed=lambda answers: _lacks(answers, "until"),
            ),
        ),
        known=("station",),
    ),
    post,
    values=_values,
    shows=(Deed.BACK, Deed.SKIP, Deed.DROP),
    is_numbered=False,
)  # fmt: skip

HANDLERS = [
    CallbackQueryHandler(ask, pattern=r"^supply:put:[0-9]{1,9}\Z"),
    CallbackQueryHandler(count, pattern=r"^supply:[0-9]{1,9}:(?:[0-9]{1,4}:(?:1|5|all)|x:all)\Z"),
]
