"""Noon: a keeper says whether a cool station stays open through the hot hours; whoever keeps it with them sees it."""

from sqlalchemy import select
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.messages import pressed_in
from handlers.rights import allows, answer_stranger
from models import Delivery, NoonCard, NoonQuestion, Station
from services.delivery.parcel import reply
from services.heat.telling import tell_anew
from services.keeping import noon
from services.keeping.asking import words_of
from services.keeping.noon_cards import Reader, answered, asked
from services.staff.people import name_of
from services.staff.rights import Action
from services.staff.unions import covering_union


async def take_answer(update: Update, context: Context) -> None:
    """Take an answer, which may be the second one or a colleague's; rights are judged now, whoever was asked."""
    _, (number, minute) = pressed_in(update)
    found = await _question(update, context, int(number))
    if found is None:
        return
    station, question = found
    open_until = int(minute)
    if open_until not in (question.begins, *noon.partly(question), question.ends):
        await forms.answer_old(context)
        return
    stations, person = context.services.stations, context.person_id
    if await noon.answer(context.session, stations, question, open_until, person, context.now):
        await _tell_the_others(context, station, question)
        await tell_anew(context.session, stations, station.id, context.now)
    card = answered(_reader(context), station, question, await _who(context, question, person))
    context.show(card.template, card.keyboard, **card.values)


async def ask_again(update: Update, context: Context) -> None:
    """Show the question once more, on the card that was pressed."""
    _, (number, _) = pressed_in(update)
    found = await _question(update, context, int(number))
    if found:
        card = asked(_reader(context), *found)
        context.show(card.template, card.keyboard, **card.values)


async def ask_below(context: Context, station: Station) -> None:
    """Ask somebody who just took a station what it was asked already, and did not answer."""
    zone = context.services.zone
    for question in await noon.open_questions(context.session, station.id, context.now, zone):
        if question.answered_at is None:
            card = asked(_reader(context), station, question)
            parcel = context.say(card.template, card.keyboard, **card.values)
            known = {"question_id": question.id, "telegram_id": context.person_id}
            await context.session.merge(NoonCard(**known, delivery_id=parcel.id))


async def _question(update: Update, context: Context, number: int) -> tuple[Station, NoonQuestion] | None:
    """The question that a key is about, for somebody who may answer it while it counts; None: it was said why not."""
    question = await context.session.get(NoonQuestion, number)
    station = await context.session.get(Station, question.station_id) if question else None
    if question is None or station is None or not station.listed:
        await forms.answer_old(context)
    elif await may_keep(update, context, station):
        if not noon.is_over(question, context.now, context.services.zone):
            return station, question
        context.show("keeper-noon-over", station=station, ends=question.ends)
    return None


async def may_keep(update: Update, context: Context, station: Station) -> bool:
    """Whether who did this may keep that station; who may not hears why."""
    union = await covering_union(context.session, station.adcode)
    if union is None:
        answer_stranger(context)
        return False
    return await allows(update, context, Action.EDIT_STATION, union)


async def _tell_the_others(context: Context, station: Station, question: NoonQuestion) -> None:
    """Show a colleague's answer on the cards of the others who were asked; who has no card yet gets it below."""
    session, by = context.session, question.answered_by or 0
    query = select(NoonCard, Delivery.message_id).outerjoin(Delivery, Delivery.id == NoonCard.delivery_id)
    cards = (await session.execute(query.where(NoonCard.question_id == question.id, NoonCard.telegram_id != by))).all()
    words = await words_of(session, {card.telegram_id for card, _ in cards}, context.services.language)
    who = await name_of(session, by)
    for card, message_id in cards:
        reader = Reader(words[card.telegram_id], context.services.zone, context.now)
        message = answered(reader, station, question, who).message(reader.words)
        method, where = ("editMessageText", {"message_id": message_id}) if message_id else ("sendMessage", {})
        context.owed.append(reply(card.telegram_id, method, {**where, **message}, context.now))


def _reader(context: Context) -> Reader:
    return Reader(context.words, context.services.zone, context.now)


async def _who(context: Context, question: NoonQuestion, reader: int) -> str:
    by = question.answered_by
    return "" if by == reader else await name_of(context.session, by)


HANDLERS = [
    CallbackQueryHandler(take_answer, pattern=r"^noon:[0-9]{1,9}:[0-9]{1,4}\Z"),
    CallbackQueryHandler(ask_again, pattern=r"^noon:[0-9]{1,9}:ask\Z"),
]
