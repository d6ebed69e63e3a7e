"""Rows of a TOML file that an operator edits, read so that a fault names the table and the field in one sentence."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from locales import LANGUAGES

Words = Mapping[str, str]
"""The same text in every language, by language."""

_REQUIRED: Final = object()


class RowFault(ValueError):
    """Something in a row cannot be right; one sentence without the file's name."""


def table_in(file: Path) -> dict[str, Any]:
    """The whole of a file; RowFault where it is no TOML, OSError where it is none."""
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))  # an editor may put a mark before it
    except UnicodeDecodeError:
        raise RowFault("it is not written in UTF-8: save it so") from None
    except tomllib.TOMLDecodeError as error:
        raise RowFault(f"it is not TOML: {error}") from None


class Row:
    """One table by its name; whoever reads it asks for each field once, and then that there is no other."""

    def __init__(self, name: str, fields: object) -> None:
        """RowFault unless `fields` is a table."""
        if not isinstance(fields, dict):
            raise RowFault(f"[{name}] is to be a table of fields")
        self.name = name
        self.fields: Mapping[str, Any] = fields
        self._known: list[str] = []

    def table(self, field: str, default: Any = _REQUIRED) -> dict[str, Any]:
        """A table under a field, as it is written."""
        value = self._take(field, default)
        if not isinstance(value, dict):
            self.refuse(field, f"a table, written [{self._under(field)}]")
        return value

    def rows(self, field: str) -> Iterator[tuple[str, "Row"]]:
        """The tables under a field, each with its code, in their order; none where it is left out."""
        for code, fields in self.table(field, {}).items():
            yield code, Row(f"{self._under(field)}.{code}", fields)

    def codes(self, form: str, wanted: str) -> tuple[str, ...]:
        """The names of all fields, which are codes of a form (a regular expression)."""
        for field in self.fields:
            if not re.fullmatch(form, field, re.ASCII):
                raise RowFault(f"[{self.name}] {field} is to be {wanted}")
        return tuple(self.fields)

    def only(self, known: Collection[str]) -> None:
        """RowFault for a field that has none of these names."""
        for field in self.fields:
            if field not in known:
                raise RowFault(f"{self._at(field)} is not known here: there are {', '.join(known)}")

    def line(self, field: str, default: Any = _REQUIRED) -> str:
        """A text of one line."""
        value = self._take(field, default)
        if not isinstance(value, str) or "\n" in value or (default is _REQUIRED and not value.strip()):
            self.refuse(field, 'a text of one line in quotes, as "…"')
        return value.strip()

    def words(self, field: str, default: Any = _REQUIRED) -> Words:
        """A text in every language."""
        value = self._take(field, default)
        if default is not _REQUIRED and not self.has(field):
            return dict.fromkeys(LANGUAGES, "")
        if not isinstance(value, dict):
            each = " and ".join(f"{field}.{language}" for language in LANGUAGES)
            self.refuse(field, f"written in every language, as {each}")
        row = Row(self._under(field), value)
        said = {language: row.line(language) for language in LANGUAGES}
        row.finish()
        return said

    def number(self, field: str, least: int, most: int, default: Any = _REQUIRED) -> int:
        """A whole number within bounds."""
        value = self._take(field, default)
        if (default is _REQUIRED or self.has(field)) and not _is_number(value, least, most):
            self.refuse(field, f"a whole number from {least} to {most}")
        return int(value)

    def numbers(self, field: str, least: int, most: int, default: tuple[int, ...]) -> tuple[int, ...]:
        """Several of them."""
        value = self._take(field, default)
        if not isinstance(value, list | tuple) or not all(_is_number(each, least, most) for each in value):
            self.refuse(field, f"whole numbers from {least} to {most} in brackets, as [30, 7]")
        return tuple(value)

    def lines(self, field: str) -> tuple[str, ...]:
        """Several texts."""
        value = self._take(field, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            self.refuse(field, 'texts in brackets, as ["…", "…"]')
        return tuple(each.strip() for each in value)

    def day(self, field: str, default: Any = _REQUIRED) -> date:
        """A date."""
        value = self._take(field, default)
        if (default is _REQUIRED or self.has(field)) and type(
            value
        ) is not date:  # a moment is a date to Python, not to us
            self.refuse(field, "a date without quotes, as 2026-07-01")
        day: date = value
        return day

    def is_set(self, field: str) -> bool:
        """Yes or no; no where it is left out."""
        value = self._take(field, False)
        if not isinstance(value, bool):
            self.refuse(field, "true or false")
        return value

    def choices(self, field: str, known: Collection[str]) -> frozenset[str] | None:
        """Some of the known codes; None where it is left out, which means all."""
        value = self._take(field, None)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(each, str) and each in known for each in value):
            self.refuse(field, f"some of these in brackets: {', '.join(known)}")
        return frozenset(value)

    def has(self, field: str) -> bool:
        """Whether the field is written."""
        return field in self.fields

    def finish(self) -> None:
        """RowFault for a field that nobody asked for: a slip of the pen must not go unseen."""
        self.only(self._known)

    def refuse(self, field: str, wanted: str) -> NoReturn:
        """Say what a field is to be."""
        raise RowFault(f"{self._at(field)} is {'' if self.has(field) else 'missing: it is '}to be {wanted}")

    def _take(self, field: str, default: Any) -> Any:
        self._known.append(field)
        return self.fields.get(field, None if default is _REQUIRED else default)

    def _under(self, field: str) -> str:
        return f"{self.name}.{field}" if self.name else field

    def _at(self, field: str) -> str:
        return f"[{self.name}] {field}" if self.name else field


def _is_number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most
