"""Placing a complaint: the station it is about, proposed, named, or near a place that is looked at here and dropped."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from handlers.context import Context
from handlers.near import named
from services.forms.outline import Answers
from services.places.position import Position

WENT_FOR: Final = timedelta(days=1)
AROUND: Final = 3

Proposal = Sequence[Any]
"""A station's id and name, and why it is proposed: "card", "went", "near", "place", or "" for what was typed."""


def proposals(context: Context, carried: str) -> Sequence[Proposal]:
    """The stations that are likely meant, the likeliest first."""
    worker, found = context.worker, dict[int, str]()
    if carried:
        found[int(carried)] = "card"
    if worker and worker.went_to_id and worker.went_at and context.now - worker.went_at <= WENT_FOR:
        found.setdefault(worker.went_to_id, "went")
    if worker and worker.near_station_id:
        found.setdefault(worker.near_station_id, "near")
    return _listed(context, found)


def placed(context: Context, answers: Answers) -> dict[str, Any]:
    """The answers with the station that was meant; where it is none or several, they are asked for again."""
    after, said = {**answers, "missed": ""}, answers.get("at")
    if isinstance(said, Mapping):
        del after["at"]
        found = _called(context, said)
        if len(found) == 1:
            after["at"] = str(found[0][0])
        others = [each for each in answers.get("stations", ()) if each[0] not in {one[0] for one in found}]
        after["stations"] = [*found, *others] if len(found) == 1 else found or others
        after["missed"] = "" if found else str(said.get("text", ""))
    codes = answers.get("district")
    if isinstance(codes, list):
        del after["district"]
        after |= {"district": codes[0]} if len(codes) == 1 else {"districts": codes}
    if after.get("at", "") is None and "district" not in after and context.worker and context.worker.area:
        after["district"] = context.worker.area
    return after


def station_in(answers: Answers) -> Proposal | None:
    """The station that was chosen; None if it is about none."""
    chosen = str(answers.get("at") or "")
    return next((each for each in answers.get("stations", ()) if str(each[0]) == chosen), None)


def _called(context: Context, said: Mapping[str, Any]) -> Sequence[Proposal]:
    stations = context.services.stations
    if "place" in said:
        near = stations.nearest_ids(Position(*said["place"]), AROUND)
        return _listed(context, dict.fromkeys(near, "place"))
    return _listed(context, dict.fromkeys(named(context, said["text"]), ""))


def _listed(context: Context, found: Mapping[int, str]) -> Sequence[Proposal]:
    doors = ((context.services.stations.door(number, context.now), why) for number, why in found.items())
    return [[door.station_id, door.name, why] for door, why in doors if door]
