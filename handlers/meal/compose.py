"""Compose: the questions by which a keeper adds something that their station offers, or changes one thing of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from handlers import forms
from handlers.context import Context
from handlers.guided import Guided
from handlers.meal.cards import editor, show_event
from handlers.near import LABEL_CHARACTERS, MOST, NAME_CHARACTERS, named
from handlers.rights import is_allowed
from locales import cut
from models import Event, EventKind, Notify, OnHoliday, Station
from services.errors import InputFault, RuleUnreadable
from services.events.days import DAY_MINUTES
from services.events.editing import Plan
from services.events.event_cells import read_minute
from services.events.rules import parse_rule
from services.forms.outline import Answers, Choice, Deed, Outline, Step, choices
from services.forms.readers import PLACE, Given, Reader, Typed, number_between, text_up_to
from services.keeping.keepers import allowed_of, stations_of
from services.places.position import Position
from services.staff.rights import Action
from services.staff.unions import covering_union

LOOKED_AT: Final = 40
TITLE_CHARACTERS: Final = 60
MOST_PORTIONS: Final = 99_999
DAYS_AHEAD: Final = 400
SHOWN: Final = 3
UNCOUNTED: Final = "any"
IN_ALL_WEATHERS: Final = "always"


def rule_in(given: Given, today: date) -> Mapping[str, Any] | None:
    """The rule as we write it, with its next days; None if it is none, or has none."""
    try:
        rule = parse_rule(given.text if isinstance(given, Typed) else "")
    except RuleUnreadable:
        return None
    days = rule.days(today, today + timedelta(days=DAYS_AHEAD))[:SHOWN]
    return {"text": rule.as_text(), "days": [day.isoformat() for day in days]} if days else None


def hours_in(given: Given, today: date) -> list[int] | None:
    """From when until when, in minutes of the day; an end before the beginning is one of the next day."""
    text = given.text if isinstance(given, Typed) else ""
    for sign in ("–", "—", "－", "~", "～", "到", "至", "to"):
        text = text.replace(sign, "-")
    try:
        begins, ends = (read_minute(part) for part in text.split("-"))
    except (InputFault, ValueError):  # ValueError: not two parts
        return None
    ends += DAY_MINUTES if ends < begins else 0
    return [begins, ends] if begins < DAY_MINUTES and begins < ends <= begins + DAY_MINUTES else None


def agreed(answers: Answers) -> Sequence[Choice]:
    """The yes to these very days: of another rule they are asked again."""
    days = answers.get("rule", {}).get("days", ())
    return [Choice("-".join(day[5:] for day in days) or "none", label=answers["yes"])]


OUTLINE: Final = Outline(
    "event",
    (
        Step("kind", choices("event_kind", tuple(EventKind))),
        Step("title", readers=(text_up_to(TITLE_CHARACTERS),)),
        Step("rule", choices("event_rule", ("每天", "工作日", "每周五")), readers=(Reader("rule", rule_in),)),
        Step("sure", agreed),
        Step("hours", readers=(Reader("hours", hours_in),)),
        Step(
            "portions",
            choices("event_portions", ("50", "100", "200", UNCOUNTED)),
            readers=(number_between(1, MOST_PORTIONS),),
        ),
        Step("notify", choices("event_notify", tuple(Notify))),
        Step("weather", choices("event_weather", (IN_ALL_WEATHERS, "ask"))),
        Step("holiday", choices("event_holiday", tuple(OnHoliday))),
    ),
    has_check=True,
    known=("station", "name", "yes", "event", "version"),
    words={Deed.SEND: "publish"},
)


async def begin(context: Context) -> None:
    """Ask at which station, where somebody keeps not just one."""
    kept = await stations_of(context.session, context.person_id)
    stations = await allowed_of(context.session, context.person_id, kept, Action.KEEP_MEALS)
    await (_choose(context, stations) if stations else forms.begin(context, AT))


async def change(context: Context, event: Event, station: Station) -> None:
    """Show all of an event, with a key for each thing that can be changed."""
    rule = rule_in(Typed(event.rule), context.local_now.date()) or {"text": event.rule, "days": []}
    known = _known(context, station) | {"event": event.id, "version": event.version}
    answers = {
        "kind": event.kind, "title": event.title, "rule": rule, "hours": [event.serves_from, event.serves_until],
        "portions": event.portions or UNCOUNTED, "notify": event.notify, "holiday": event.on_holiday,
        "weather": IN_ALL_WEATHERS if event.weather_exempt else "ask",
    }  # fmt: skip
    answers["sure"] = agreed(known | answers)[0].code
    await forms.begin(context, EVENT, known | answers)


# --- at which station ----------------------------------------------------------------------------------


async def _find(context: Context, answers: Answers) -> None:
    """Look for the stations that were meant, among those whose meals this person may look after."""
    given, finder = answers["place"], context.services.stations
    found = named(context, given) if isinstance(given, str) else finder.nearest_ids(Position(*given), LOOKED_AT)
    rows = [await context.session.get(Station, number) for number in found]
    listed = [each for each in rows if each and each.listed]
    allowed = await allowed_of(context.session, context.person_id, listed, Action.KEEP_MEALS)
    await (_choose(context, allowed) if allowed else forms.begin(context, AT, {"missed": True}, anew=True))


async def _choose(context: Context, stations: Sequence[Station]) -> None:
    if len(stations) == 1:
        await forms.begin(context, EVENT, _known(context, stations[0]))
        return
    named_stations = [[str(each.id), each.name] for each in stations[:MOST]]
    await forms.begin(context, ON, {"stations": named_stations})


async def _chosen(context: Context, answers: Answers) -> None:
    station = await context.session.get_one(Station, int(answers["station"]))
    await forms.begin(context, EVENT, _known(context, station))


def _known(context: Context, station: Station) -> dict[str, Any]:
    return {"station": station.id, "name": station.name, "yes": context.words.word("meal_desk", "yes")}


# --- the end -------------------------------------------------------------------------------------------


async def _finish(context: Context, answers: Answers) -> None:
    """Publish it or change it, if this person (still) may, and show how it stands."""
    station = await context.session.get_one(Station, answers["station"])
    union = await covering_union(context.session, station.adcode)
    if union is None or not await is_allowed(context, union.id, Action.KEEP_MEALS):
        return
    event = await _saved(context, station, answers)
    if event is not None:
        await show_event(context, event)


async def _saved(context: Context, station: Station, answers: Answers) -> Event | None:
    """The event as it was answered; None if that could not be, which is said."""
    plan, by = plan_of(answers), editor(context)
    if "event" not in answers:
        event = await by.begin(context.session, station.id, plan)
        if event is None:
            context.show("meal-twice", title=plan.title, station=station.name)
        return event
    event = await context.session.get_one(Event, answers["event"])
    if event.version != answers["version"] or event.ended_at is not None:
        context.toast = context.words.render("count-stale")
        return event
    if not await by.change(context.session, event, plan):
        context.show("meal-twice", title=plan.title, station=station.name)
        return None
    return event


def plan_of(answers: Answers) -> Plan:
    """What was answered, as an event holds it."""
    portions = answers["portions"]
    begins, ends = answers["hours"]
    return Plan(
        answers["kind"], answers["title"], answers["rule"]["text"], begins, ends,
        None if portions == UNCOUNTED else int(portions), answers["notify"], answers["weather"] == IN_ALL_WEATHERS,
        answers["holiday"],
    )  # fmt: skip


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    days = [date.fromisoformat(day) for day in answers.get("rule", {}).get("days", ())]
    return {"days": days, "now": context.local_now}


def _stations(answers: Answers) -> Sequence[Choice]:
    return [Choice(number, label=cut(name, LABEL_CHARACTERS)) for number, name in answers["stations"]]


AT: Final = Guided(
    Outline("eventat", (Step("place", readers=(PLACE, text_up_to(NAME_CHARACTERS))),), known=("missed",)), _find,
    shows=(Deed.DROP,),
)  # fmt: skip
ON: Final = Guided(
    Outline("eventon", (Step("station", _stations),), known=("stations",)), _chosen, shows=(Deed.DROP,)
)  # fmt: skip
EVENT: Final = Guided(OUTLINE, _finish, values=_values, shows=(Deed.BACK, Deed.DROP))
