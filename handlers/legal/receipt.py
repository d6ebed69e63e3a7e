"""Under the receipt of a case: reminders on and off, where papers go, the law's own words, and adding to it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.keyboards import Key, copy, inline, press
from handlers.legal.told import told_in
from handlers.messages import pressed_in
from handlers.own_case import own_case_pressed
from handlers.question import Question
from models import Case, Union
from services.cases.mine import deadlines_of, switch_reminders
from services.places.districts import districts
from services.places.position import Position

WINDOW: Final = "legal_window"
WINDOW_METERS: Final = 30_000.0


async def receipt_keys(context: Context, case: Case) -> Mapping[str, Any]:
    """The keys under a receipt; the first shows whether reminders are on."""
    word, name = context.words.word, case.reference
    deadlines = await deadlines_of(context.session, case)
    remind = "legal_remind_on" if any(each.stopped_at is None for each in deadlines) else "legal_remind_off"
    first = [press(word("button", remind), f"legal:remind:{name}")] if deadlines else []
    papers = press(word("button", "legal_papers"), f"legal:papers:{name}")
    law = press(word("button", "legal_law"), f"legal:law:{name}")
    return inline([*first, papers], [law, press(word("button", "case_add"), f"case:add:{name}")])


async def remind(update: Update, context: Context) -> None:
    """Switch the reminders of a case off or on, and its key; the deadlines stay what they are."""
    query, _ = pressed_in(update)
    case = await own_case_pressed(update, context)
    if case and query.message:
        is_on = switch_reminders(await deadlines_of(context.session, case), context.now)
        context.toast = context.words.render("legal-reminding", is_on=is_on)
        keys = await receipt_keys(context, case)
        context.owe("editMessageReplyMarkup", {"message_id": query.message.message_id, "reply_markup": keys})


async def show_papers(update: Update, context: Context) -> None:
    """Where papers are handed over: the nearest station with a legal window, else the union by telephone."""
    case = await own_case_pressed(update, context)
    if case is None:
        return
    union = await context.session.get_one(Union, case.union_id)
    here = _where(context, case)
    around = context.services.stations.having(here, [WINDOW], WINDOW_METERS, 1) if here else ()
    station_id = next((station_id for station_id, _ in around), None)
    door = context.services.stations.door(station_id, context.local_now) if station_id is not None else None
    word, keys = context.words.word, list[Key]()
    if door:
        keys.append(press(word("button", "go_there"), f"go:{door.station_id}:{Question.at(door.position).here}"))
    keys.append(copy(word("button", "copy"), union.hotline or "12351"))
    context.say(
        "legal-documents", inline(keys), reference=case.reference, union=union.name, hotline=union.hotline, door=door,
        now=context.local_now,
    )  # fmt: skip


async def show_law(update: Update, context: Context) -> None:
    """The articles that the receipt names, as they stand, and where there are no words of theirs, their names."""
    case = await own_case_pressed(update, context)
    if case:
        law, language = context.services.law, context.words.language
        facts = told_in(json.loads(case.answers), law, language).facts
        context.say("legal-law", reference=case.reference, originals=law.originals(facts, language))


def _where(context: Context, case: Case) -> Position | None:
    """About where the worker is to go from: the station of their notices, else the middle of the case's district."""
    worker, stations = context.worker, context.services.stations
    near = stations.listed(worker.near_station_id) if worker and worker.near_station_id else None
    if near:
        return near.position
    return stations.middle_of(case.adcode[:6]) or districts().main_place_of(case.adcode) if case.adcode else None


HANDLERS = [
    CallbackQueryHandler(take, pattern=rf"^legal:{verb}:L[0-9]{{1,9}}\Z")
    for verb, take in (("remind", remind), ("papers", show_papers), ("law", show_law))
]
