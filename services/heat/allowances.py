"""Allowances: what employers pay in the hot months, by province; data of the operator's, shown with its doubts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from services.errors import StateFault
from services.toml_row import table_in

SHIPPED: Final = Path(__file__).parent / "data" / "allowances.toml"
NAME: Final = "allowances.toml"
PER: Final = ("month", "day")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Yuan `per` month or day, outdoors and (0: nobody says) in hot rooms, from the first to the last of `months`.

    Where it `is_disputed` there is no figure. `source` is where it was found, `entered` when.
    """

    source: str
    entered: date
    outdoor: float = 0
    indoor: float = 0
    per: str = "month"
    months: tuple[int, ...] = ()
    is_disputed: bool = False

    def __post_init__(self) -> None:
        """ValueError for what cannot be shown."""
        if self.per not in PER or not (self.is_disputed or self.outdoor > 0) or not self.source:
            raise ValueError("it takes outdoor (yuan) or is_disputed, per (month or day) and source")
        if self.months and not (len(self.months) == 2 and all(1 <= month <= 12 for month in self.months)):
            raise ValueError("months are the first and the last, as [6, 9]")


class Allowances:
    """All that are known, by the first two digits of a province's code."""

    def __init__(self, of_province: Mapping[str, Allowance]) -> None:
        """As they were read."""
        self._of_province = of_province

    @classmethod
    def load(cls, folder: Path) -> "Allowances":
        """The shipped ones, and over them the operator's from a folder; StateFault names what cannot be read."""
        own = folder / NAME
        return cls(_read(SHIPPED) | (_read(own) if own.is_file() else {}))

    def of(self, adcode: str) -> Allowance | None:
        """That of the province an area lies in; None where nobody entered one."""
        return self._of_province.get(adcode[:2])


def _read(file: Path) -> dict[str, Allowance]:
    try:
        return {province: _allowance(row) for province, row in table_in(file).items()}
    except (OSError, ValueError, TypeError) as error:
        raise StateFault(f"{file} cannot be read ({error}): its first lines say how it is written") from None


def _allowance(row: Mapping[str, Any]) -> Allowance:
    if not isinstance(row.get("entered"), date):
        raise ValueError("entered is a date, as 2026-07-01")
    return Allowance(**dict(row) | {"months": tuple(row.get("months", ()))})
