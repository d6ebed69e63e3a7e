"""The documents: every file, link, command, setting and verb that they name exists, in both languages alike."""

import json
import re
from pathlib import Path

import pytest
from typer.core import TyperCommand

from bot.command_line import COMMANDS, command_called
from bot.settings import PREFIX, SECRETS, Settings
from handlers import HANDLERS
from locales import locale
from tests.homes import DIALECTS
from tests.pages import (
    ALL,
    FOR_USERS,
    OPERATING,
    READMES,
    ROOT,
    TWINS,
    anchors,
    code,
    fences,
    headings,
    prose,
    spans,
    text,
)

A_FILE = re.compile(
    r"(?:bot|handlers|scheduler|gateways|services|models|locales|playground|tests|docs|deploy|demo|benchmarks)"
    r"(?:/[\w.-]+)+/?"
)
PLACEHOLDER = re.compile(r"[A-Z]{3,}")
A_COMMAND = re.compile(r"(?:^|&& |\|\| |bin/|=\S+ )nuanyi((?: [a-z]+){1,2})([^|&;]*)")
OF_OTHERS = {"revoke"}
"""Commands of @BotFather."""

REAL_SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
FILES = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}


@pytest.mark.parametrize("page", ALL)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: str) -> None:
    here, lost = ROOT / page, []
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]+))?\)", prose(page)):
        file = here.parent / target if target else here
        if target.startswith(("http://", "https://")):
            continue
        if not file.exists() or (anchor and anchor not in anchors(str(file.resolve().relative_to(ROOT)))):
            lost.append(f"{target}#{anchor}")
    assert not lost, f"{page} leads to what is not there"


@pytest.mark.parametrize("page", ALL)
def test_every_file_that_is_named_exists(page: str) -> None:
    named = {span for span in spans(page) if A_FILE.fullmatch(span) and not PLACEHOLDER.search(Path(span).stem)}
    assert not [name for name in named if not (ROOT / name).exists()], f"{page} names files that are not there"


@pytest.mark.parametrize("page", ALL)
def test_every_test_that_is_named_exists(page: str) -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    known = {*re.findall(r"def (test_\w+)", tests), *(path.stem for path in (ROOT / "tests").rglob("test_*.py"))}
    assert {span for span in spans(page) if re.fullmatch(r"test_\w+", span)} <= known


# --- commands, settings, verbs ---------------------------------------------------------------------


def commands() -> dict[str, TyperCommand]:
    """Every command of `nuanyi` with its words."""
    first = {name: command_called(name) for name in COMMANDS}
    groups = {name: vars(command).get("commands", {"": command}) for name, command in first.items()}
    return {f"{group} {name}".strip(): command for group, names in groups.items() for name, command in names.items()}


@pytest.mark.parametrize("page", ALL)
def test_every_command_and_option_that_is_named_exists(page: str) -> None:
    known = commands()
    for words, rest in (found for line in code(page) for found in A_COMMAND.findall(line)):
        name = next((each for each in (words.strip(), words.split()[0]) if each in known), "")
        assert name or any(each.startswith(f"{words.strip()} ") for each in known), (
            f"{page}: nuanyi{words} is no command"
        )
        options = {option for parameter in known[name].params for option in parameter.opts} if name else set()
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, f"{page}: nuanyi{words}{rest}"


@pytest.mark.parametrize("page", OPERATING)
def test_every_command_stands_on_the_operators_page(page: str) -> None:
    assert not [each for each in commands() if f"`nuanyi {each}" not in text(page)], f"give it a line in {page}"


def told_settings(page: str) -> set[str]:
    return {name for name in re.findall(r"NUANYI_[A-Z_]+", text(page)) if not name.endswith("_")}


@pytest.mark.parametrize("page", OPERATING)
def test_every_setting_stands_on_the_operators_page_and_the_reverse(page: str) -> None:
    assert told_settings(page) - FILES == REAL_SETTINGS, f"{page} and bot/settings.py must name the same settings"


@pytest.mark.parametrize("page", ALL)
def test_no_page_names_a_setting_that_is_none(page: str) -> None:
    assert told_settings(page) <= REAL_SETTINGS | FILES


def verbs() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", ALL)
def test_every_verb_of_make_in_the_documents_exists(page: str) -> None:
    assert {verb for line in code(page) for verb in re.findall(r"^make ([a-z]+)", line)} <= verbs()


def test_what_runs_before_a_change_lands_exists() -> None:
    assert set(re.findall(r"^make ([a-z]+)", text(".ci/run"), re.MULTILINE)) <= verbs()


def test_every_verb_of_make_is_told_to_developers() -> None:
    told = re.findall(r"^\| `make ([a-z]+)`", text("CONTRIBUTING.md"), re.MULTILINE)
    assert set(told) == verbs() - {"help"}, "give it a line in CONTRIBUTING.md"


def answered() -> set[str]:
    """The commands in a chat that a handler takes, and the pages over HTTP."""
    chat = {command for handler in HANDLERS for command in getattr(handler, "commands", ())}
    return chat | set(re.findall(r'opens\("GET", "/(\w+)"', text("bot/build.py")))


@pytest.mark.parametrize("page", FOR_USERS)
def test_every_command_in_a_chat_and_every_page_over_http_is_answered(page: str) -> None:
    told = {found[1] for span in spans(page) if (found := re.fullmatch(r"/([a-z]+)(?: \d+)?", span))}
    assert told <= answered() | OF_OTHERS


@pytest.mark.parametrize("page", OPERATING)
def test_every_command_in_a_chat_stands_on_the_operators_page(page: str) -> None:
    open_ones = {*locale("en").labels("command"), *locale("en").labels("staff_command")}
    assert not [name for name in open_ones if f"`/{name}`" not in text(page)], f"name it in {page}"


# --- two languages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_both_languages_say_the_same_things(english: str, chinese: str) -> None:
    for what in (told_settings, metrics, shape, links, typed):
        assert what(english) == what(chinese), f"{what.__name__}: {english} and {chinese} have drifted apart"


def metrics(page: str) -> set[str]:
    return set(re.findall(r"nuanyi_[a-z_]+|Nuanyi[A-Z]\w+", text(page)))


def shape(page: str) -> tuple[list[int], list[str]]:
    """How deep each heading is, and the language of each fence."""
    return [len(heading.split()[0]) for heading in headings(page)], [fence.split("\n")[0] for fence in fences(page)]


def links(page: str) -> set[str]:
    """The files linked to, the Chinese ones by their English names; links to each other are left out."""
    targets = re.findall(r"\]\(([^)#\s]+)", prose(page))
    named = {target.replace(".zh-CN.md", ".md") for target in targets}
    return {target for target in named if Path(target).name != Path(page).name.replace(".zh-CN", "")}


def typed(page: str) -> set[str]:
    """The commands of ours in it."""
    return {words.strip() for line in code(page) for words, _ in A_COMMAND.findall(line)}


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_each_language_leads_to_the_other(english: str, chinese: str) -> None:
    assert f"({Path(chinese).name})" in text(english)
    assert f"({Path(english).name})" in text(chinese)


# --- single pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("readme", "operating"), [*zip(READMES, OPERATING, strict=True)])
def test_the_readme_is_read_in_two_screens_and_leads_to_the_rest(readme: str, operating: str) -> None:
    assert len(text(readme).splitlines()) <= 110, f"move detail to {operating}"
    assert f"({operating})" in text(readme)


@pytest.mark.parametrize("page", READMES)
def test_the_readme_quotes_what_was_measured(page: str) -> None:
    measured = json.loads(text("docs/guarantees.json"))
    kills = {name: sum(one["kills"] for one in measured["kills"] if one["database"] == name) for name in DIALECTS}
    tried = sum(measured["fuzz"]["tried"][name] for name in ("updates", "presses"))
    told = text(page).replace(",", "")
    while_cases_live = [one["kills"] for one in measured["cases"]]
    missing = [
        number
        for number in (*kills.values(), *while_cases_live, tried)
        if not re.search(rf"(?<!\d){number}(?!\d)", told)
    ]
    assert not missing, f"{page} quotes figures that docs/guarantees.json does not hold"


def test_every_decision_is_found_from_one_page_and_no_file_of_them_grows_long() -> None:
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/decisions").glob("*.md")}
    index = re.findall(r"\(decisions/([\w-]+\.md)\)", text("docs/decisions.md"))
    assert sorted(index) == sorted(files), "give it a line in docs/decisions.md"
    assert not [name for name, lines in files.items() if len(lines.splitlines()) > 150], "split it by subject"


def test_every_fault_has_a_test_or_a_reason() -> None:
    rows = dict(re.findall(r"^\| ([\d, ]+) \|[^|]*\|(.*)\|$", text("docs/faults.md"), re.MULTILINE))
    provoked = {int(number) for numbers, told in rows.items() if told.strip() for number in numbers.split(",")}
    [excused] = re.findall(r"Faults without a test: ([\d, ]+)", text("docs/decisions/house.md"))
    missing = {*range(1, 68)} - provoked - set(map(int, excused.split(",")))
    assert not missing, "name the test in docs/faults.md, or the reason in docs/decisions/house.md"
