"""What is read around a complaint, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

Values = dict[str, Any]


def complaint_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    """Every message, by its template."""
    for union, hotline in (("", ""), *((name, "0000-88000312转801") for name in names)):
        notice = {"union": union, "hotline": hotline, "version": 12, "dated": now.date()}
        yield "consent-case", {"days": 365, **notice}
    yield "form-full", {"files": 10, "characters": 4_000}
