"""Moments ahead, as people write them: 明天7点, 18:30, 后天上午9点半, 7月15日8点, tomorrow 7:00."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.forms.readers import Given, Reader, Typed, numeral

_NUMBER: Final = "[0-9]{1,2}|[〇零一二两三四五六七八九十]{1,3}"
_DAYS: Final = {
    "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "today": 0, "tonight": 0,
    "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "tomorrow": 1, "后天": 2,
}  # fmt: skip
_LATE: Final = ("下午", "傍晚", "晚上", "晚", "pm")
_WRITTEN: Final = re.compile(
    rf"(?P<day>{'|'.join(_DAYS)})?(?:(?P<month>{_NUMBER})[月/-](?P<number>{_NUMBER})[日号]?)?的?"
    rf"(?P<half>早上|上午|凌晨|中午|下午|傍晚|晚上|早|晚)?(?P<hour>{_NUMBER})"
    rf"(?:[:点时](?P<minute>半|一刻|三刻|{_NUMBER})?[分整钟]?)?(?P<english>am|pm)?"
)
_PARTS: Final = {"半": 30, "一刻": 15, "三刻": 45}
A_YEAR: Final = timedelta(days=366)


def _written(given: Given, today: date) -> str | None:
    return moment_in(given.text, today) if isinstance(given, Typed) else None


MOMENT: Final = Reader("moment", _written)
"""A moment ahead, for `moment_of`."""


def moment_in(text: str, today: date) -> str | None:
    """What is written as "2026-07-15 07:00", or as "18:30" where no day is named; None if it is no moment."""
    found = _WRITTEN.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold())
    if found is None or found["hour"] == text.strip():  # a number alone may be anything
        return None
    clock = _clock(found)
    day = _day(found, today)
    if clock is None or day is None:
        return None
    return f"{day} {clock}".strip()


def moment_of(written: str, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment that is written so; a time without a day is the next such one after `after`."""
    day, _, clock = written.rpartition(" ")
    if day:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), zone)
    local = after.astimezone(zone)
    today = datetime.combine(local.date(), time.fromisoformat(clock), zone)
    return today if today > local else today + timedelta(days=1)


def _clock(found: re.Match[str]) -> str | None:
    hour, half = numeral(found["hour"]), found["half"] or found["english"] or ""
    if hour is None:
        return None
    if hour < 12 and (half in _LATE or (found["day"] or "") in ("今晚", "明晚", "tonight")):
        hour += 12
    part = found["minute"] or ""
    minute = _PARTS.get(part, numeral(part) if part else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute is not None and minute < 60 else None


def _day(found: re.Match[str], today: date) -> str | None:
    """The day that is named, "" where none is, None where there is none such in the year ahead."""
    if found["day"] and found["month"]:
        return None
    if found["day"]:
        return (today + timedelta(days=_DAYS[found["day"]])).isoformat()
    if not found["month"]:
        return ""
    month, number = numeral(found["month"]) or 0, numeral(found["number"]) or 0
    for year in (today.year, today.year + 1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= today:
            return day.isoformat() if day - today < A_YEAR else None
    return None
