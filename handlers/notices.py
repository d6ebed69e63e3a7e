"""My notices: which topics a worker wants, when they want quiet, and the keys under all that is pushed."""

from collections.abc import Mapping
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import forms
from handlers.area import AREA, area_of, hear_of
from handlers.context import Context, Keyboard
from handlers.keyboards import Key, inline, press
from handlers.messages import TYPED, KeyWords, message_in, pressed_in
from locales import LANGUAGES, locale, plain
from models import Topic, Worker
from services.notices.quiet import SPANS, Quiet, Span, tomorrow_morning
from services.notices.subscriptions import FEWER_METERS, lacks_place, switch_off, topics_of
from services.notices.typed import Ask, wish_in

A_DAY: Final = (1, 2, 5)
"""How many a day can be chosen."""
IN_A_ROW: Final = 2


async def say_notices(update: Update, context: Context) -> None:
    """Say what is on and when it is quiet."""
    await _say_card(context)


async def show_notices(update: Update, context: Context) -> None:
    """The same on the card that was pressed."""
    await show_card(context)


async def show_card(context: Context) -> None:
    """Turn the card that was pressed to how things are now, or say it anew."""
    keys, values = await _card(context)
    context.show("notices", keys, **values)


async def turn(update: Update, context: Context) -> None:
    """Switch one topic on or off; who switches on what hangs on a place, and named none, is asked for a district."""
    _, (ask, topic) = pressed_in(update)
    await _turn(context, Ask(ask), Topic(topic))


async def switch_all_off(update: Update, context: Context) -> None:
    """Switch everything off, in one tap."""
    await _switch_all_off(context)


async def hush(update: Update, context: Context) -> None:
    """Nothing more today; what was pushed stays where it is."""
    await _hush(context)


async def unhush(update: Update, context: Context) -> None:
    """Take that back."""
    if context.worker:
        context.worker.hushed_until = None
    context.show("notices-again")


async def send_fewer(update: Update, context: Context) -> None:
    """One a day at most, and of meals only those close by."""
    await _send_fewer(context)


async def ask_quiet(update: Update, context: Context) -> None:
    """Ask when it should be quiet, and how many a day are enough."""
    _show_quiet(context)


async def take_quiet(update: Update, context: Context) -> None:
    """Keep the hours that were tapped."""
    _, (_, quiet) = pressed_in(update)
    await _keep_quiet(context, Quiet(quiet))


async def take_typed_quiet(update: Update, context: Context) -> None:
    """Keep the hours that were typed."""
    typed = plain(message_in(update).text or "")
    labels = {plain(locale(each).word("quiet", code)): code for each in LANGUAGES for code in Quiet}
    await _keep_quiet(context, labels[typed])


async def take_limit(update: Update, context: Context) -> None:
    """Keep how many a day are enough."""
    _, (_, number) = pressed_in(update)
    context.remember_worker().notices_a_day = int(number)
    await show_card(context)


async def takes_typed(text: str, context: Context) -> bool:
    """Whether a typed text asks for notices, for fewer or for none; then it was done."""
    wish = wish_in(text)
    if wish is None:
        return False
    if wish.topic:
        await _turn(context, wish.ask, wish.topic)
    elif wish.ask is Ask.HUSH:
        await _hush(context)
    elif wish.ask is Ask.FEWER:
        await _send_fewer(context)
    else:
        await _switch_all_off(context)
    return True


# --- what is done --------------------------------------------------------------------------------------


async def _turn(context: Context, ask: Ask, topic: Topic) -> None:
    worker = context.remember_worker()
    if ask is Ask.ON and lacks_place(worker, topic):
        await forms.begin(context, AREA, {"topic": topic}, anew=True)
        return
    if ask is Ask.ON:
        await hear_of(context, worker, (topic,))
    else:
        await switch_off(context.session, worker.id, (topic,))
    await show_card(context)


async def _switch_all_off(context: Context) -> None:
    await switch_off(context.session, context.person_id)
    await show_card(context)


async def _hush(context: Context) -> None:
    worker, topics = context.worker, await _topics(context)
    if worker is None or not topics:  # nothing comes anyway
        await _say_card(context)  # which shows that all is off
        return
    worker.hushed_until = tomorrow_morning(context.now, context.services.zone)
    word = context.words.word
    keys = inline(
        [press(word("button", "unhush"), "notices:again"), press(word("button", "notices_none"), "notices:none")]
    )
    until = worker.hushed_until.astimezone(context.services.zone)
    context.say("notices-today-off", keys, until=until, now=context.local_now, topics=topics)


async def _send_fewer(context: Context) -> None:
    worker, topics = context.worker, await _topics(context)
    if worker is None or not topics:
        await _say_card(context)  # which shows that all is off
        return
    worker.notices_a_day, worker.near_meters = 1, min(worker.near_meters, FEWER_METERS)
    near, word = near_name(context), context.words.word
    pick = [press(word("button", "near"), "near")] if Topic.MEALS in topics and not near else []
    keys = inline([press(word("keyboard", "notices"), "notices"), *pick])
    context.say("notices-fewer", keys, topics=topics, near=near, meters=worker.near_meters)


async def _keep_quiet(context: Context, quiet: Quiet) -> None:
    worker = context.remember_worker()
    worker.quiet_from, worker.quiet_until = SPANS[quiet]
    await show_card(context)


# --- the cards -----------------------------------------------------------------------------------------


async def _say_card(context: Context) -> None:
    keys, values = await _card(context)
    context.say("notices", keys, **values)


async def _topics(context: Context) -> list[Topic]:
    return await topics_of(context.session, context.person_id)


async def _card(context: Context) -> tuple[Keyboard, dict[str, Any]]:
    topics, district, wishes = await _topics(context), area_of(context), wishes_of(context)
    word = context.words.word
    toggles = [_toggle(context, topic, is_on=topic in topics) for topic in Topic]
    place = press(word("button", "near"), "near")
    quiet = press(word("button", "quiet"), "notices:quiet")
    area = [press(word("step", "district") if district else word("button", "area_ask"), "area:ask")]
    area += [press(word("button", "area_withdraw"), "area:none")] if district else []
    off = [press(word("button", "unhush"), "notices:again")] if wishes["hushed"] else []
    off += [press(word("button", "notices_none"), "notices:none")] if topics else []
    keys = inline(*(toggles[at : at + IN_A_ROW] for at in range(0, len(toggles), IN_A_ROW)), [place, quiet], area, off)
    return keys, {"topics": topics, "district": district, **wishes}


def wishes_of(context: Context) -> Mapping[str, Any]:
    """When and from where somebody wants to be told, as templates say it."""
    worker, zone = context.worker, context.services.zone
    hushed = worker.hushed_until if worker and worker.hushed_until and worker.hushed_until > context.now else None
    return {
        "worker": worker,
        "quiet": span_in_words(worker),
        "hushed": hushed.astimezone(zone) if hushed else None,
        "near": near_name(context),
        "now": context.local_now,
    }


def near_name(context: Context) -> str:
    """The name of the station that was chosen, "" if none was, or if it is not listed any more."""
    station_id = context.worker.near_station_id if context.worker else None
    door = None if station_id is None else context.services.stations.door(station_id, context.now)
    return door.name if door else ""


def span_in_words(worker: Worker | None) -> str:
    """The quiet hours, as 22:00–06:00; "" for none."""
    begins, ends = Span(worker.quiet_from, worker.quiet_until) if worker else SPANS[Quiet.NIGHT]
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (begins, ends)) if begins != ends else ""


def _toggle(context: Context, topic: Topic, *, is_on: bool) -> Key:
    """A key that says how things are, and turns them; its data says to what, so that a second tap changes nothing."""
    label = f"{'✅' if is_on else '⬜'} {context.words.word('topic', topic)}"
    return press(label, f"notices:{Ask.OFF if is_on else Ask.ON}:{topic}")


def _show_quiet(context: Context) -> None:
    word, worker = context.words.word, context.worker
    chosen = Span(worker.quiet_from, worker.quiet_until) if worker else SPANS[Quiet.NIGHT]
    night, day, never = (
        press(_marked(word("quiet", quiet), is_chosen=span == chosen), f"notices:quiet:{quiet}")
        for quiet, span in SPANS.items()
    )
    limits = [
        press(
            _marked(word("button", "a_day", number=number), is_chosen=bool(worker and worker.notices_a_day == number)),
            f"notices:day:{number}",
        )
        for number in A_DAY
    ]
    context.show("notices-quiet", inline([night, never], [day], limits, [press(word("button", "back"), "notices")]))


def _marked(label: str, *, is_chosen: bool) -> str:
    return f"{label} ✓" if is_chosen else label


_TOPICS: Final = "|".join(Topic)

HANDLERS = [
    CommandHandler("notices", say_notices, TYPED),
    MessageHandler(KeyWords("keyboard", "notices"), say_notices),
    CallbackQueryHandler(show_notices, pattern=r"^notices\Z"),
    CallbackQueryHandler(turn, pattern=rf"^notices:(?:on|off):(?:{_TOPICS})\Z"),
    CallbackQueryHandler(switch_all_off, pattern=r"^notices:none\Z"),
    MessageHandler(KeyWords("button", "notices_none"), switch_all_off),
    # Under what was pushed, with the number of an announcement's notice; that of a preview is 0, which hushes nobody.
    CallbackQueryHandler(hush, pattern=r"^hush(?::[1-9][0-9]{0,8})?\Z"),
    MessageHandler(KeyWords("button", "hush"), hush),
    CallbackQueryHandler(unhush, pattern=r"^notices:again\Z"),
    MessageHandler(KeyWords("button", "unhush"), unhush),
    CallbackQueryHandler(send_fewer, pattern=r"^fewer(?::[1-9][0-9]{0,8})?\Z"),
    MessageHandler(KeyWords("button", "fewer"), send_fewer),
    CallbackQueryHandler(ask_quiet, pattern=r"^notices:quiet\Z"),
    MessageHandler(KeyWords("button", "quiet"), ask_quiet),
    CallbackQueryHandler(take_quiet, pattern=rf"^notices:quiet:(?:{'|'.join(Quiet)})\Z"),
    *(MessageHandler(KeyWords("quiet", quiet), take_typed_quiet) for quiet in Quiet),
    CallbackQueryHandler(take_limit, pattern=rf"^notices:day:(?:{'|'.join(map(str, A_DAY))})\Z"),
]
