"""What docs/privacy.md says is kept: held against the tables, the seals and the days, so that it stays true."""

import re
from dataclasses import fields

import pytest

from models import Model
from models.schema import Sealed
from services.retention import Keep
from tests.pages import PRIVACY, rows

TABLES = {table.name: table for table in Model.metadata.tables.values()}


def told(page: str) -> dict[str, list[str]]:
    """The rows of the table of what is kept, by the names in their first cell."""
    return {row[0].strip("`"): row for row in rows(page) if re.fullmatch(r"(?:`\w+` ?)+", row[0])}


def names(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("page", PRIVACY)
def test_every_table_and_every_column_is_told(page: str) -> None:
    together = {name: names(row[2]) for row in told(page).values() for name in names(row[0])}
    assert set(together) == set(TABLES), f"give the table a row in {page}"
    for row in told(page).values():
        real = {column.name for name in names(row[0]) for column in TABLES[name].columns}
        assert names(row[2]) == real, f"{page}: the columns of {row[0]}"


@pytest.mark.parametrize("page", PRIVACY)
def test_what_is_called_sealed_is_sealed_and_nothing_else(page: str) -> None:
    for row in told(page).values():
        columns = (column for name in names(row[0]) for column in TABLES[name].columns)
        assert names(row[3]) == {column.name for column in columns if isinstance(column.type, Sealed)}, row[0]


@pytest.mark.parametrize("page", PRIVACY)
def test_what_is_said_of_days_is_what_the_clock_deletes_by(page: str) -> None:
    settings = {number: each.name for number, each in enumerate(fields(Keep), 1001)}
    keep = Keep(**{name: number for number, name in settings.items()})
    for model, _, age in keep.everything:
        until = told(page)[model.__tablename__][4]
        if age.days in settings:
            assert f"`NUANYI_KEEP_{settings[age.days].upper()}`" in until, model.__tablename__
        elif age.days:
            assert re.search(rf"{age.days}(?: days|天)", until), model.__tablename__
    aging = {model.__tablename__ for model, _, _ in keep.everything}
    assert not [name for name, row in told(page).items() if "NUANYI_KEEP" in row[4] and name not in aging]
