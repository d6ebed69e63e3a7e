"""Festivals of the moon and the sun's terms, day by day for the years of a shipped table."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "data" / "cn_festivals_2024_2040.json"


@cache
def festivals() -> Mapping[str, frozenset[date]]:
    """The days of each festival by its name."""
    return {
        name: frozenset(map(date.fromisoformat, festival["days"])) for name, festival in _table()["festivals"].items()
    }


@cache
def festival_names() -> Mapping[str, str]:
    """The name of a festival by every word for it, such as 正月十五 for 元宵."""
    return {
        word: name
        for name, festival in _table()["festivals"].items()
        for word in (name, f"{name}节", *festival["also"])
    }


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table
