"""The questions of a complaint: what is wrong, at which station, and whether somebody has told of it already."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.area import named
from locales import cut
from services.forms.outline import Answers, Choice, Outline, Step, choices
from services.forms.readers import Given, Reader, Shared, Typed
from services.places.districts import districts

TROUBLES: Final = ("locked", "broken", "dirty", "supplies", "hours", "rude", "suggestion", "other")
PLATFORM: Final = "platform"
"""What no station can mend leads to other doors."""
ME_TOO: Final = "me_too"
LONGEST_NAME: Final = 60
LABEL_CHARACTERS: Final = 18


def station_said(given: Given, today: date) -> Mapping[str, Any] | None:
    """A station's name or code, or the place where it stands; which one that is, is looked up afterwards."""
    match given:
        case Typed(text, str()) if 0 < len(text.strip()) <= LONGEST_NAME:
            return {"text": text.strip()}
        case Shared(position):
            return {"place": [position.latitude, position.longitude]}
    return None


def _stations(answers: Answers) -> Sequence[Choice]:
    return [Choice(str(number), label=cut(name, LABEL_CHARACTERS)) for number, name, _ in answers.get("stations", ())]


def _districts(answers: Answers) -> Sequence[Choice]:
    found = (districts().of(code) for code in answers.get("districts", ()))
    return [Choice(district.adcode, label=district.full_name) for district in found if district]


def is_of_a_station(answers: Answers) -> bool:
    """Whether it is a union's own matter, as far as it is known."""
    return answers.get("category") != PLATFORM


def _is_nowhere(answers: Answers) -> bool:
    return is_of_a_station(answers) and "at" in answers and answers["at"] is None


OUTLINE: Final = Outline(
    "complain",
    (
        Step("category", choices("category", (*TROUBLES, PLATFORM))),
        Step("whom", choices("whom", ("legal", "policy")), is_needed=lambda answers: not is_of_a_station(answers)),
        Step("at", _stations, (Reader("station", station_said),), "no_station", is_of_a_station),
        Step("district", _districts, (Reader("district", named),), "no_district", _is_nowhere),
        Step("same", choices("same", (ME_TOO, "apart")), is_needed=lambda answers: bool(answers.get("alike"))),
    ),
    has_check=True,
    known=("said", "stations", "districts", "missed", "alike", "proposed"),
    gathers="said",
    is_enough=lambda answers: "whom" in answers or answers.get("same") == ME_TOO,
)
"""`said` is what was gathered, `stations` are the proposed ones, each with its id, its name and why; `missed` is what
no station is called, `alike` the reference of a case that may be the same, `proposed` the category of the words."""
