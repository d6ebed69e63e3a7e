"""Periods of the law: from a day on which something happened to the last day on which something can be done.

Civil Code 民法典: the day itself is not counted, the period begins with the next (art. 201); one of months or years
ends on the day of the same number, and where that month has none, on the month's last day (art. 202). So 10 July and
30 days is 9 August, 10 July and a year 10 July, 29 February and a year 28 February. A last day that is a holiday moves
to the next workday (art. 203): we say the earlier day, for who keeps it is never too late.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, months or years: one of them is not 0."""

    days: int = 0
    months: int = 0
    years: int = 0

    def after(self, day: date) -> date:
        """The last day of the period that `day` sets off."""
        if self.days:
            return day + timedelta(days=self.days)
        years, month = divmod(day.month - 1 + self.months, MONTHS_A_YEAR)
        year, month = day.year + self.years + years, month + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
