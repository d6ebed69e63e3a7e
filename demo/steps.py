"""What a stranger may try in the city, as the playground takes it: steps.toml with its names looked up."""

import tomllib
from importlib import resources
from typing import Any, Final

from demo.city import degrees_at
from demo.people import INHABITANTS

Json = dict[str, Any]

ZONE: Final = "+08:00"
PLACES: Final = {"middle": (0.0, 0.0), "park": (-1100.0, -700.0)}
"""Meters north and east of the middle."""
GOOD_DAY: Final = {"too_many": False, "broken": False, "slow": False, "lost": False}
PEOPLE: Final = {person.name.split()[-1]: person.id for person in INHABITANTS}


def steps() -> list[Json]:
    """All steps in their order; each begins on a good day, so that they may be taken in any other."""
    text = (resources.files("demo") / "steps.toml").read_text(encoding="utf-8")
    return [_step(step) for step in tomllib.loads(text)["step"]]


def _step(step: Json) -> Json:
    actions = [{"verb": "bad_day", "order": GOOD_DAY}, *(_action(dict(action)) for action in step["do"])]
    return {"title": step["title"], "look": step["look"], "actions": actions}


def _action(action: Json) -> Json:
    if "phone" in action:
        return {"verb": "phone", "order": _by_phone(PEOPLE[action.pop("phone")], action.pop("does"), action)}
    [(verb, order)] = action.items()
    return {"verb": verb, "order": _moment(order) if verb == "clock" else order}


def _by_phone(person: int, does: str, given: Json) -> Json:
    """Whatever else is said of an action is what the phone's verb takes; a place by its name."""
    if "place" in given:
        latitude, longitude = degrees_at(*PLACES[given.pop("place")])
        given |= {"latitude": latitude, "longitude": longitude}
    return {"person": person, "does": does, "with": given}


def _moment(order: Json) -> Json:
    """The city's time of day, and a clock that runs as in life."""
    return order | {"at": order["at"] + ZONE, "speed": 1}
