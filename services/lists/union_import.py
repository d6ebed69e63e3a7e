"""Unions of a file become the tree of unions: all of them or none, and none is ever deleted."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Union
from services.lists.station_import import ImportResult
from services.lists.union_file import UnionList, UnionRow
from services.places.adcode import area_of, around

Stored = dict[str, Union]  # by code


async def import_unions(session: AsyncSession, listing: UnionList) -> ImportResult:
    """Add and change unions in the caller's transaction; ImportRefused with every fault, and then nothing is written.

    An empty cell for the desk keeps the group that was bound with /bind: a list must not cut a union off its cases.
    """
    stored = {union.adcode: union for union in await session.scalars(select(Union))}
    _check_roots(listing, stored)
    for row in listing.unions:
        _check_parent(listing, row, stored.keys() | {other.adcode for other in listing.unions})
        _check_desk(listing, row, stored)
    listing.refuse_faults()
    codes = {union.id: union.adcode for union in stored.values()}
    added = [row for row in listing.unions if row.adcode not in stored]
    known = [row for row in listing.unions if row.adcode in stored]
    changed = [row for row in known if _differs(row, stored[row.adcode], codes)]
    await _write(session, [*added, *changed], stored)
    missing = tuple(sorted(stored.keys() - {row.adcode for row in listing.unions}))
    return ImportResult(len(added), len(changed), len(known) - len(changed), missing)


def _check_roots(listing: UnionList, stored: Stored) -> None:
    """There is one root: whom every other union and every place without a union falls to."""
    named = {row.adcode for row in listing.unions}
    root = next((code for code, union in stored.items() if union.parent_id is None and code not in named), "")
    for row in listing.unions:
        if row.parent == "" and root:
            remedy = f"最上级的工会只能有一个，已经有 {root}，这一行请写上级代码"
            listing.fault(row.row, "parent_adcode", "", remedy)
        elif row.parent == "":
            root = row.adcode


def _check_parent(listing: UnionList, row: UnionRow, codes: Collection[str]) -> None:
    """A union lies within its parent by code: so there is no ring, and rights and places follow one tree."""
    if row.parent == "":
        return
    nearest = next((code for code in around(row.adcode)[1:] if code in codes), "")
    example = f"，如 {nearest}" if nearest else ""
    if row.parent == row.adcode:
        listing.fault(row.row, "parent_adcode", row.parent, f"上级不能是自己，请写上一级的代码{example}")
    elif row.parent not in codes:
        listing.fault(row.row, "parent_adcode", row.parent, f"没有这个工会，请把它也写进名单，或改成有的{example}")
    elif row.parent not in around(row.adcode):
        listing.fault(row.row, "parent_adcode", row.parent, f"{row.adcode} 不在它下面，请核对两个代码{example}")
    elif row.parent != nearest:
        listing.note(row.row, "parent_adcode", row.parent, f"中间还有 {nearest}，它管不到这一行，请核对")


def _check_desk(listing: UnionList, row: UnionRow, stored: Stored) -> None:
    """A group that stays the desk of another union is not free."""
    if row.desk_chat_id is None:
        return
    moved = {other.adcode for other in listing.unions if other.desk_chat_id is not None}
    for code, union in stored.items():
        if union.desk_chat_id == row.desk_chat_id and code != row.adcode and code not in moved:
            remedy = f"已经是 {code} 的办事群，一个群只办一个工会的事，请改一处"
            listing.fault(row.row, "desk_chat_id", str(row.desk_chat_id), remedy)


def _differs(row: UnionRow, union: Union, codes: dict[int, str]) -> bool:
    parent = codes[union.parent_id] if union.parent_id else ""
    return (
        (row.name, row.parent) != (union.name, parent)
        or row.hotline not in (None, union.hotline)
        or row.desk_chat_id not in (None, union.desk_chat_id)
    )


async def _write(session: AsyncSession, rows: Sequence[UnionRow], stored: Stored) -> None:
    for row in rows:  # a group may go from one union to another, and belongs to one at a time
        if row.adcode in stored and row.desk_chat_id is not None:
            stored[row.adcode].desk_chat_id = None
    await session.flush()
    for row in sorted(rows, key=lambda row: len(area_of(row.adcode) or "")):  # a parent has its number before a child
        union = stored.get(row.adcode) or Union(adcode=row.adcode, hotline="")
        union.name, union.parent_id = row.name, stored[row.parent].id if row.parent else None
        union.hotline = union.hotline if row.hotline is None else row.hotline
        union.desk_chat_id = union.desk_chat_id if row.desk_chat_id is None else row.desk_chat_id
        stored[row.adcode] = union
        session.add(union)
        await session.flush()
