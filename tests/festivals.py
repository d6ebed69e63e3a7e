"""The table of festivals that we ship: python -m tests.festivals writes it anew, from borax."""

import json
from datetime import date
from typing import Any, Final

from borax.calendars.lunardate import LunarDate, TermUtils

from services.events.festivals import TABLE

YEARS: Final = range(2024, 2041)
LUNAR: Final[dict[str, tuple[int, int, list[str]]]] = {
    "春节": (1, 1, ["正月初一", "大年初一"]),
    "元宵": (1, 15, ["正月十五", "上元"]),
    "龙抬头": (2, 2, ["二月初二", "二月二"]),
    "端午": (5, 5, ["五月初五"]),
    "七夕": (7, 7, ["七月初七"]),
    "中元": (7, 15, ["七月十五", "七月半"]),
    "中秋": (8, 15, ["八月十五"]),
    "重阳": (9, 9, ["九月初九"]),
    "腊八": (12, 8, ["腊月初八", "十二月初八"]),
    "腊月廿三": (12, 23, ["腊月二十三", "十二月二十三", "十二月廿三"]),
    "腊月廿四": (12, 24, ["腊月二十四", "十二月二十四", "十二月廿四"]),
}
TERMS: Final = {"清明": 6, "冬至": 23}
"""The sun's terms are numbered from 小寒, the first of January, as 0."""


def table() -> dict[str, Any]:
    """What the shipped file holds."""
    days = {name: (_lunar(month, day), also) for name, (month, day, also) in LUNAR.items()}
    eve = [date.fromordinal(day.toordinal() - 1) for day in days["春节"][0]]
    days |= {"除夕": (eve, ["大年三十", "年三十"])} | {name: (_term(term), []) for name, term in TERMS.items()}
    return {
        "source": "borax 4.1.3 (MIT), https://github.com/kinegratii/borax",
        "first_year": YEARS[0],
        "last_year": YEARS[-1],
        "festivals": {name: {"also": also, "days": [str(day) for day in days]} for name, (days, also) in days.items()},
    }


def _lunar(month: int, day: int) -> list[date]:
    # A month of the moon's year may lie in January of the next: those that fall into our years, whatever theirs.
    every = [LunarDate(year, month, day).to_solar_date() for year in range(YEARS[0] - 1, YEARS[-1] + 1)]
    return [each for each in every if each.year in YEARS]


def _term(number: int) -> list[date]:
    return [TermUtils.day_start_from_term(year, number) for year in YEARS]


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
