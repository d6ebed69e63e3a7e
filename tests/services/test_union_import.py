"""A file of unions: all of it becomes the tree, or every fault is named and nothing does."""

import asyncio
import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import Model, Union
from models.database import Database
from services.errors import ImportRefused
from services.lists.union_file import read_unions
from services.lists.union_import import import_unions

HEADER = "name,adcode,parent_adcode,hotline,desk_chat_id"
TREE = ("浙江省总工会,330000,,12351,", "温州市总工会,330300,330000,12351,", "鹿城区总工会,330302,330300,0577-1,-1001")


async def take(database: Database, folder: Path, *rows: str, header: str = HEADER) -> str:
    file = folder / "unions.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    async with database.writing() as session, session.begin():
        return str(await import_unions(session, read_unions(file)))


async def faults(database: Database, folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        await take(database, folder, *rows, header=header)
    return [str(fault) for fault in refused.value.faults]


async def unions(database: Database) -> dict[str, Union]:
    async with database.reading() as session:
        return {union.adcode: union for union in await session.scalars(select(Union))}


async def test_a_tree_comes_in_whatever_the_order_of_its_rows(database: Database, tmp_path: Path) -> None:
    assert await take(database, tmp_path, *reversed(TREE)) == "added 3, changed 0, unchanged 0, missing 0"
    found = await unions(database)
    assert found["330302"].parent_id == found["330300"].id
    assert found["330300"].parent_id == found["330000"].id
    assert (found["330000"].parent_id, found["330302"].desk_chat_id) == (None, -1001)


async def test_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    assert await take(database, tmp_path, *TREE) == "added 0, changed 0, unchanged 3, missing 0"


async def test_a_list_as_unions_write_it_is_understood(database: Database, tmp_path: Path) -> None:
    rows = ("浙江省总工会,３３００００,,12351,", "五马街道工会,330302001000,330000,,'-1001234567890")
    said = await take(database, tmp_path, *rows, header="工会名称,行政区划代码,上级代码,热线,办事群")
    assert said == "added 2, changed 0, unchanged 0, missing 0"
    found = await unions(database)
    assert (found["330302001"].name, found["330302001"].desk_chat_id) == ("五马街道工会", -1001234567890)


async def test_a_part_of_the_tree_may_come_alone(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    assert (
        await take(database, tmp_path, "瓯海区总工会,330304,330300,,") == "added 1, changed 0, unchanged 0, missing 3"
    )


async def test_an_empty_cell_does_not_cut_a_union_off_its_desk(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    assert "changed 1" in await take(database, tmp_path, "鹿城总工会,330302,330300,,")
    union = (await unions(database))["330302"]
    assert (union.name, union.hotline, union.desk_chat_id) == ("鹿城总工会", "", -1001)


async def test_a_column_that_the_file_lacks_keeps_what_is_known(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    await take(database, tmp_path, "鹿城总工会,330302,330300", header="name,adcode,parent_adcode")
    union = (await unions(database))["330302"]
    assert (union.name, union.hotline, union.desk_chat_id) == ("鹿城总工会", "0577-1", -1001)


async def test_two_unions_change_their_desks(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, TREE[0], "温州市总工会,330300,330000,,-1002", TREE[2])
    swapped = ("温州市总工会,330300,330000,,-1001", "鹿城区总工会,330302,330300,0577-1,-1002")
    assert "changed 2" in await take(database, tmp_path, *swapped)
    found = await unions(database)
    assert (found["330300"].desk_chat_id, found["330302"].desk_chat_id) == (-1001, -1002)


async def test_a_new_root_may_be_put_above_the_old_one(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, "温州市总工会,330300,,,")
    await take(database, tmp_path, *TREE)
    found = await unions(database)
    assert found["330300"].parent_id == found["330000"].id


NO_CODE = "不是行政区划代码，要6位数字，如 330302；街道9位，社区12位"
NO_GROUP = "不是群的编号，群的编号是负数，如 -1001234567890；也可以空着，管理员在群里发 /bind"


@pytest.mark.parametrize(("row", "fault"), [
    ("瓯海,330304,330399,,", "parent_adcode “330399”：没有这个工会，请把它也写进名单，或改成有的，如 330300"),
    ("瓯海,330304,,,", "parent_adcode：最上级的工会只能有一个，已经有 330000，这一行请写上级代码"),
    ("瓯海,330304,330304,,", "parent_adcode “330304”：上级不能是自己，请写上一级的代码，如 330300"),
    ("西湖,330106,330300,,", "parent_adcode “330300”：330106 不在它下面，请核对两个代码，如 330000"),
    ("又一个,330302,330300,,", "adcode “330302”：和第4行的代码相同，一个地方一个工会，请改一处"),
    ("又一个,330302000,330300,,", "adcode “330302”：和第4行的代码相同，一个地方一个工会，请改一处"),
    ("瓯海,33030,330300,,", f"adcode “33030”：{NO_CODE}"),
    ("瓯海,330304,温州,,", f"parent_adcode “温州”：{NO_CODE}"),
    ("瓯海,,330300,,", "adcode：必填，6位行政区划代码，如 330302"),
    (",330304,330300,,", "name：必填，写工会的名称，如 鹿城区总工会"),
    ("瓯海,330304,330300,,1001", f"desk_chat_id “1001”：{NO_GROUP}"),
    ("瓯海,330304,330300,,-1001", "desk_chat_id “-1001”：和第4行是同一个群，一个群只办一个工会的事，请改一处"),
    ("瓯海,330304,330300," + "1" * 41 + ",", f"hotline “{'1' * 41}”：有41个字，最多40个"),
])  # fmt: skip
async def test_a_fault_is_named_and_nothing_is_taken(database: Database, tmp_path: Path, row: str, fault: str) -> None:
    assert f"第5行 {fault}" in await faults(database, tmp_path, *TREE, row)
    assert await unions(database) == {}


async def test_every_fault_of_a_file_is_named_at_once(database: Database, tmp_path: Path) -> None:
    named = await faults(database, tmp_path, *TREE, "甲,330304,999999,,7", ",330305,330300,,", "乙,330304,330300,,")
    assert len(named) == 4
    assert [fault[:3] for fault in named] == sorted(fault[:3] for fault in named)


async def test_unions_in_a_ring_are_refused(database: Database, tmp_path: Path) -> None:
    assert await faults(database, tmp_path, "甲,330000,330300,,", "乙,330300,330302,,", "丙,330302,330000,,")


async def test_a_second_root_beside_the_one_we_know_is_refused(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    assert "已经有 330000" in (await faults(database, tmp_path, "江苏省总工会,320000,,,"))[0]


async def test_a_desk_of_a_union_that_keeps_it_is_not_free(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, *TREE)
    [fault] = await faults(database, tmp_path, "瓯海区总工会,330304,330300,,-1001")
    assert "已经是 330302 的办事群" in fault


async def test_a_parent_farther_up_than_need_be_is_noted(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "unions.csv"
    file.write_text("\n".join((HEADER, *TREE, "瓯海区总工会,330304,330000,,")), encoding="utf-8")
    listing = read_unions(file)
    async with database.writing() as session, session.begin():
        await import_unions(session, listing)
    assert [str(note) for note in listing.all_notes] == [
        "第5行 parent_adcode “330000”：中间还有 330300，它管不到这一行，请核对"
    ]


async def test_a_missing_column_is_named(database: Database, tmp_path: Path) -> None:
    [fault] = await faults(database, tmp_path, "浙江省总工会,330000", header="name,adcode")
    assert "缺少这一列" in fault
    assert "上级代码" in fault


CODES = st.sampled_from(["100000", "330000", "330100", "330300", "330302", "330302001", "330304"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CODES, st.one_of(st.just(""), CODES)), max_size=6))
def test_whatever_a_file_holds_the_tree_stays_a_tree(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    async def check() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'ring.sqlite3'}")
        async with database.engine.begin() as connection:
            await connection.run_sync(Model.metadata.drop_all)
            await connection.run_sync(Model.metadata.create_all)
        with contextlib.suppress(ImportRefused):
            await take(database, tmp_path, *(f"工会,{code},{parent},," for code, parent in rows))
        found = {union.id: union for union in (await unions(database)).values()}
        assert sum(union.parent_id is None for union in found.values()) == (1 if found else 0)
        for union in found.values():
            seen = set()
            above: Union | None = union
            while above is not None and above.parent_id is not None:
                assert above.id not in seen
                seen.add(above.id)
                above = found[above.parent_id]
        await database.close()

    asyncio.run(check())


def test_a_header_alone_is_said_and_a_row_that_is_wrong_is_no_header_alone(tmp_path: Path) -> None:
    file = tmp_path / "unions.csv"
    notes = []
    for rows in ((), ("浙江省总工会,33,,,",)):
        file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
        notes.append([str(note) for note in read_unions(file).notes])
    assert notes == [["第1行：只有表头，没有工会"], []]
