"""`nuanyi unions` and `nuanyi staff`: what an operator types and reads."""

import asyncio
import re
from pathlib import Path

import pytest

from playground.playground import Playground
from services.errors import ImportRefused, InputFault, StateFault
from tests.bot.desk import sits_down, types
from tests.homes import Home

UNIONS = """name,adcode,parent_adcode,hotline,desk_chat_id
浙江省总工会,330000,,12351,
鹿城区总工会,330302,330000,12351,-1001
"""


@pytest.fixture
def desk(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder with two unions."""
    sits_down(home, monkeypatch)
    (tmp_path / "unions.csv").write_text(UNIONS, encoding="utf-8")
    assert types("unions", "import", tmp_path / "unions.csv").exit_code == 0
    return tmp_path


def adds(telegram_id: object, role: str = "admin", union: str = "330000", name: str = "Chidi") -> str:
    result = types("staff", "add", telegram_id, "--name", name, "--role", role, "--union", union)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_a_list_of_unions_comes_in_and_counts_itself(desk: Path) -> None:
    again = types("unions", "import", desk / "unions.csv")
    assert again.stdout.splitlines()[-1] == "added 0, changed 0, unchanged 2, missing 0"


def test_faults_of_unions_go_to_stderr_and_nothing_is_taken(desk: Path) -> None:
    (desk / "unions.csv").write_text(UNIONS + "西湖区总工会,330106,330302,,5\n", encoding="utf-8")
    result = types("unions", "import", desk / "unions.csv")
    assert isinstance(result.exception, ImportRefused)
    assert "错误 第4行 parent_adcode “330302”：330106 不在它下面" in result.stderr
    assert "错误 第4行 desk_chat_id “5”：不是群的编号" in result.stderr
    audit = types("staff", "audit").stdout.splitlines()
    assert len(audit) == 1


def test_unions_that_the_list_lacks_are_named(desk: Path) -> None:
    (desk / "one.csv").write_text("\n".join(UNIONS.splitlines()[:2]), encoding="utf-8")
    result = types("unions", "import", desk / "one.csv")
    assert "已有的工会不在这份名单里，没有改动：330302" in result.stdout
    assert result.stdout.splitlines()[-1] == "added 0, changed 0, unchanged 1, missing 1"


def test_staff_are_added_listed_and_removed(desk: Path) -> None:
    assert adds(700001) == "700001 is now admin of 浙江省总工会 330000"
    assert adds(700001) == "700001 is already admin of 浙江省总工会 330000"
    adds(700002, "keeper", "330302", name="  陈 \n 师傅")
    listed = types("staff", "list").stdout.splitlines()
    assert listed == ["700001\tadmin\t330000\t浙江省总工会\tChidi", "700002\tkeeper\t330302\t鹿城区总工会\t陈 师傅"]
    assert types("staff", "list", "--union", "330302").stdout.splitlines() == listed[1:]
    removed = types("staff", "remove", 700002, "--role", "keeper")
    assert removed.stdout.strip() == "700002 is no longer keeper of 鹿城区总工会 330302"
    assert types("staff", "list").stdout.splitlines() == listed[:1]


@pytest.mark.parametrize(("words", "told"), [
    (("add", "-5", "--name", "x", "--role", "admin", "--union", "330000"), None),
    (("add", "0", "--name", "x", "--role", "admin", "--union", "330000"), "no person's number"),
    (("add", str(2**52), "--name", "x", "--role", "admin", "--union", "330000"), "no person's number"),
    (("add", "1087968824", "--name", "x", "--role", "admin", "--union", "330000"), "no person"),
    (("add", "5", "--name", " ", "--role", "admin", "--union", "330000"), "a name has 1 to 60 letters"),
    (("add", "5", "--name", "x", "--role", "admin", "--union", "330399"), "no union with the code 330399"),
    (("remove", "5"), "has no such role"),
    (("list", "--union", "x"), "no union with the code x"),
])  # fmt: skip
def test_a_mistake_is_one_sentence_that_says_what_to_do(desk: Path, words: tuple[str, ...], told: str | None) -> None:
    result = types("staff", *words)
    if told is None:
        assert result.exit_code == 2
    else:
        assert isinstance(result.exception, InputFault), result.output
        assert told in str(result.exception)


def test_the_last_admin_of_the_root_is_not_removed_by_accident(desk: Path) -> None:
    adds(700001)
    assert isinstance(types("staff", "remove", 700001).exception, InputFault)
    adds(700002)
    assert types("staff", "remove", 700001).exit_code == 0


def test_the_trail_tells_what_was_done_on_the_command_line(desk: Path) -> None:
    adds(700001)
    adds(700002, "keeper", "330302", name="Zzcanaryname")
    types("staff", "remove", 700002)
    (desk / "list.csv").write_text("编号,名称,纬度,经度\nD1,红旗路驿站,30.274085,120.155070\n", encoding="utf-8")
    types("stations", "import", desk / "list.csv", "--datum", "gcj02")
    types("stations", "import", desk / "list.csv", "--datum", "gcj02", "--dry-run")
    lines = [line.split("\t") for line in types("staff", "audit").stdout.splitlines()]
    assert [line[1:] for line in lines] == [
        ["-", "imported_unions", "added 2, changed 0, unchanged 0, missing 0", ""],
        ["-", "added_staff", "700001 admin", "330000"],
        ["-", "added_staff", "700002 keeper", "330302"],
        ["-", "removed_staff", "700002 keeper", "330302"],
        ["-", "imported_stations", "added 1, changed 0, unchanged 0, missing 0", ""],
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", lines[0][0])
    assert types("staff", "audit", "--last", 2).stdout.splitlines() == types("staff", "audit").stdout.splitlines()[-2:]


async def test_an_invitation_is_one_link_with_the_bots_own_name(
    playground: Playground, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", playground.url)
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN", playground.token)
    result = await asyncio.to_thread(types, "staff", "invite", "--role", "keeper", "--union", "330302")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"https://t\.me/nuanyi_bot\?start=invite_[\w-]{43}\n", result.stdout)
    trail = (await asyncio.to_thread(types, "staff", "audit")).stdout
    assert "invited\tkeeper\t330302" in trail
    assert "invite_" not in trail


def test_without_telegram_no_invitation_is_made(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN", "1:x")
    result = types("staff", "invite", "--role", "keeper", "--union", "330302")
    assert isinstance(result.exception, StateFault)
    assert "cannot be asked for the bot's name" in str(result.exception)
    assert "invited" not in types("staff", "audit").stdout
