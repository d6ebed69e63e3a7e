"""Cards: one event as its keepers see it, with the keys that stop, add, change or end it."""

from datetime import date, timedelta
from typing import Final

from handlers.context import Context, Keyboard
from handlers.keep import teller
from handlers.keyboards import Key, inline, press
from models import Event, Station
from services.events.days import hours_on
from services.events.desk import Outlook, outlook
from services.events.editing import Editor

A_DAY: Final = timedelta(days=1)


def editor(context: Context) -> Editor:
    """Who changes something, now."""
    return Editor(teller(context), context.person_id, context.now)


async def show_event(context: Context, event: Event) -> None:
    """Turn the card that was pressed to an event as it stands now, or say it anew."""
    station = await context.session.get_one(Station, event.station_id)
    ahead = await outlook(context.session, context.services.days, event, context.now)
    days = [time.day for time in ahead.coming]
    keys = _keys(context, event, ahead)
    context.show("meal-event", keys, event=event, station=station, days=days, now=context.local_now)


def _keys(context: Context, event: Event, ahead: Outlook) -> Keyboard:
    today, tomorrow = ahead.today, ahead.today + A_DAY
    is_to_come = hours_on(event, today, context.services.zone)[1] > context.now
    count = [key(context, event, "count")] if ahead.of_today else []
    of_today = [_toggle(context, event, "today", today, is_on=ahead.of_today is not None)] if is_to_come else []
    of_tomorrow = _toggle(context, event, "tomorrow", tomorrow, is_on=ahead.of_tomorrow is not None)
    back = press(context.words.word("meal_desk", "list"), "meal:list:0")
    return inline(count, [*of_today, of_tomorrow], [key(context, event, "change"), key(context, event, "end")], [back])


def _toggle(context: Context, event: Event, name: str, day: date, *, is_on: bool) -> Key:
    """Stop it on a day, or let it take place; the key names the day, for it may be pressed on another."""
    label = context.words.word("meal_desk", f"{name}_{'off' if is_on else 'on'}")
    return press(label, _data(event, "stop" if is_on else "on", day))


def key(context: Context, event: Event, word: str, day: date | None = None) -> Key:
    """A key of an event as it stands now; pressed when that has changed, it shows how it stands then."""
    return press(context.words.word("meal_desk", word), _data(event, word, day))


def _data(event: Event, word: str, day: date | None) -> str:
    return f"meal:{event.id}:{event.version}:{word}" + (f":{day.toordinal()}" if day else "")
