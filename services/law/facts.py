"""Facts: what a worker told of a legal matter, as far as the law asks for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Matter(StrEnum):
    """What happened."""

    INJURY = "injury"
    UNPAID = "unpaid"
    ACCOUNT = "account"  # closed, or fined
    ACCIDENT = "accident"  # in traffic, and not hurt
    OTHER = "other"


class Relation(StrEnum):
    """Whom they work for."""

    CONTRACT = "contract"
    STATION = "station"  # hired by one, nothing signed
    AGENCY = "agency"
    PLATFORM = "platform"  # takes orders in an app
    UNSURE = "unsure"


class Doing(StrEnum):
    """What they were doing when they were hurt."""

    ORDER = "order"
    PICKUP = "pickup"
    COMMUTE = "commute"
    OFF = "off"


class Blame(StrEnum):
    """Whose fault the traffic police find it."""

    THEIRS = "theirs"
    MOSTLY_THEIRS = "mostly_theirs"
    HALF = "half"
    MOSTLY_MINE = "mostly_mine"
    OPEN = "open"  # they have not said yet


class Standing(StrEnum):
    """Whether they still work there."""

    THERE = "there"
    LEFT = "left"  # on a day that is known
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facts:
    """What was answered; what was skipped is None or "".

    `day` is when it happened, `on_order` a Doing, `blame` a Blame, `adcode` where it was.
    """

    matter: Matter
    day: date | None
    relation: Relation | None = None
    on_order: str = ""
    blame: str = ""
    adcode: str = ""
    is_still_there: bool | None = None
    left_on: date | None = None

    @property
    def standing(self) -> Standing:
        """Whether they still work there; without the day on which they left nobody can count from it."""
        if self.is_still_there:
            return Standing.THERE
        return Standing.LEFT if self.left_on else Standing.UNKNOWN
