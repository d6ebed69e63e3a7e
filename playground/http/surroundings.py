"""Surroundings: the hour, the weather and the bad day, as somebody outside asks for them and changes them."""

import math
from datetime import datetime
from typing import Any

from playground.memory.clock import FASTEST
from playground.memory.state import State
from playground.rules.refusals import Refusal

Json = dict[str, Any]

YEARS = range(2020, 2051)
COLDEST, HOTTEST = -60.0, 60.0
SWITCHED = {"true": True, "false": False}


def clock(state: State, order: Json) -> Json:
    """Turn the clock to `now` (ISO, with its zone), to run at `speed` from then on; either may be missing."""
    _know(order, {"now", "speed"}, "a clock")
    now = _moment(order["now"]) if "now" in order else None
    speed = _number(order["speed"], 0, FASTEST, "speed", "0 stands, 1 is life") if "speed" in order else None
    if order:
        state.clock.turn(now, speed)
    return {"now": state.clock.now, "speed": state.clock.speed}


def weather(state: State, order: Json) -> Json:
    """Make it so many degrees (`celsius`)."""
    _know(order, {"celsius"}, "the weather")
    if order:
        state.celsius = _number(order["celsius"], COLDEST, HOTTEST, "celsius", "degrees in the shade")
    return {"celsius": state.celsius}


def bad_day(state: State, order: Json) -> Json:
    """Switch kinds of trouble on or off: {"slow": true}."""
    _know(order, set(state.bad_day.troubles), "a bad day")
    state.bad_day.switch(**{name: _switched(name, value) for name, value in order.items()})
    return state.bad_day.troubles


def _know(order: Json, names: set[str], whose: str) -> None:
    unknown = sorted(set(order) - names)
    if unknown:
        raise Refusal(400, f"{whose} has no {unknown[0]}: say {', '.join(sorted(names))}")


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        moment = datetime.min
    if moment.tzinfo is None or moment.year not in YEARS:
        years = f"from {YEARS[0]} to {YEARS[-1]}"
        raise Refusal(400, f"now is a moment {years} with its zone, such as 2026-11-27T06:20:00+08:00")
    return moment


def _number(value: Any, least: float, most: float, name: str, meaning: str) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not least <= number <= most:  # neither is what is no number
        raise Refusal(400, f"{name} is a number from {least:g} to {most:g}: {meaning}")
    return number


def _switched(name: str, value: Any) -> bool:
    switched = SWITCHED.get(str(value).lower())
    if switched is None:
        raise Refusal(400, f"{name} is switched with true or false")
    return switched
