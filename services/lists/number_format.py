"""What a spreadsheet shows of a number: plain, with leading zeros, as a date or as a time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from services.lists.table_cell import Moment, Spoiled

Shown = Callable[[str], str]  # from the number as it is stored to the text that people see

DIGITS_KEPT: Final = 15
TEXT_AGAIN: Final = "请先把这一列设成文本，再重新填"

# Formats that a workbook names by number only; 27 to 36 and 50 to 58 as Excel and WPS know them in Chinese.
_BUILT_IN: Final = {
    **dict.fromkeys((14, 22, 27, 30, 31, 36, 50, 52, 57), "yyyy-mm-dd"),
    **dict.fromkeys((15, 17), "d-mmm-yy"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "m-d"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
}
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p', re.IGNORECASE)
_ZEROS: Final = re.compile(r'((?:"[^"]*"|\\.)*)(0{2,})')
_EPOCH: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_LAST_DAY: Final = 2_958_465  # 9999-12-31


def plain(stored: str) -> str:
    """A number as a cell without a format shows it: 1001.0 is 1001, 1.38E10 is 13800000000.

    ValueError if it is none. Beyond 15 digits a spreadsheet has put zeros.
    """
    if len(stored) <= DIGITS_KEPT and stored.isdigit():
        return stored
    number = float(stored)
    if not isfinite(number):
        raise ValueError(stored)
    if abs(number) >= 10**DIGITS_KEPT:
        return Spoiled(stored, f"表格只记得住号码的前{DIGITS_KEPT}位，{TEXT_AGAIN}")
    shown = f"{number:.{DIGITS_KEPT}g}"
    return f"{number:.{DIGITS_KEPT}f}".rstrip("0").rstrip(".") if "e" in shown else shown


def shown_by(number: int, code: str | None, *, since_1904: bool) -> Shown | None:
    """How a format shows numbers, by its number and, if the workbook defines it, its code; None if plainly."""
    if code is None:
        code = _BUILT_IN.get(number, "")
    zeros = _ZEROS.fullmatch(code)
    if zeros:
        return _with_zeros(re.sub(r'["\\]', "", zeros[1]), len(zeros[2]))
    letters = set(_LITERAL.sub("", code.split(";")[0]).lower())
    if "general" in code.lower() or not letters & set("ymdhs"):
        return None
    is_time, has_year = bool(letters & set("hs")), bool(letters & set("ye"))
    is_date = has_year or "d" in letters or not is_time
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    return lambda stored: _moment(stored, epoch, is_date=is_date, is_time=is_time, has_year=has_year)


def _with_zeros(before: str, digits: int) -> Shown:
    return lambda stored: before + plain(stored).zfill(digits)


def _moment(stored: str, epoch: datetime, *, is_date: bool, is_time: bool, has_year: bool) -> str:
    days = float(stored)
    if not 0 <= days <= _LAST_DAY:
        return Spoiled("####", f"表格把这一格当成了日期，却没有这一天，{TEXT_AGAIN}")
    if not is_date:
        minutes = round(days * 24 * 60)
        return Moment(f"{minutes // 60:02}:{minutes % 60:02}")
    moment = epoch + timedelta(minutes=round(days * 24 * 60))
    if not has_year:
        day = f"{moment.month}月{moment.day}日"
        return Spoiled(day, f"表格把填的内容变成了日期，原来可能是 {moment.month}-{moment.day}，{TEXT_AGAIN}")
    return Moment(f"{moment:%Y-%m-%d %H:%M}" if is_time else f"{moment:%Y-%m-%d}")
