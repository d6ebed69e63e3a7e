"""Both languages say the same: every message, every label, every value, every tag."""

import re
import tomllib
from typing import Any

import pytest
from jinja2 import Environment, meta

from handlers.near import METERS
from locales import LANGUAGES, ROOM, locale
from models import Role, Topic
from services.notices.quiet import Quiet
from services.occupations import OCCUPATIONS
from services.places.travel import Travel
from services.station_words import AMENITIES, ENTRIES
from tests.locales.samples import messages

TABLES = {language: tomllib.loads((ROOM / language / "words.toml").read_text("utf-8")) for language in LANGUAGES}
FILES = {
    language: {path.name: path.read_text("utf-8") for path in (ROOM / language).glob("*.html")}
    for language in LANGUAGES
}


def variables(source: str) -> set[str]:
    environment = Environment(autoescape=True)
    environment.filters |= dict.fromkeys(re.findall(r"\|(\w+)", source), str)
    return meta.find_undeclared_variables(environment.parse(source))


def used(source: str) -> set[str]:
    """The fields and filters of a template, by name."""
    return set(re.findall(r"(?:offer|found|worker)\.\w+", source)) | set(re.findall(r'word\("(\w+)"\)', source))


def leaves(table: dict[str, Any]) -> dict[str, str]:
    return {f"{name}.{code}": label for name, labels in table.items() for code, label in labels.items()}


def test_simplified_chinese_comes_first() -> None:
    assert set(LANGUAGES) == {"zh-Hans", "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_exists_and_is_not_empty(language: str) -> None:
    assert FILES[language].keys() == FILES["zh-Hans"].keys()
    assert all(source.strip() for source in FILES[language].values())


@pytest.mark.parametrize("name", sorted(FILES["zh-Hans"]))
def test_a_message_has_the_same_values_in_both_languages(name: str) -> None:
    chinese, english = FILES["zh-Hans"][name], FILES["en"][name]
    assert variables(chinese) == variables(english)
    assert used(chinese) == used(english)


def test_a_message_has_the_same_tags_in_both_languages() -> None:
    for sample in messages():
        tags = [sorted(re.findall("<(b|i|code)>", sample.rendered(language))) for language in LANGUAGES]
        assert tags[0] == tags[1], sample.template


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_exists_and_says_something(language: str) -> None:
    labels = leaves(TABLES[language])
    assert labels.keys() == leaves(TABLES["zh-Hans"]).keys()
    assert [name for name, label in labels.items() if not label] == []


def test_labels_take_the_same_values_in_both_languages() -> None:
    names = {language: {name: set(re.findall(r"{(\w+)}", label)) for name, label in leaves(table).items()}
             for language, table in TABLES.items()}  # fmt: skip
    differing = {name for name in names["en"] if names["en"][name] != names["zh-Hans"][name]}
    assert differing <= {"day.date", "day.day", "day.day_and_year"}
    assert {name: names["en"][name] for name in differing} == {name: names["zh-Hans"][name] for name in differing}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "codes"), [
    ("amenity", AMENITIES), ("entry", ENTRIES), ("way", ENTRIES), ("occupation", OCCUPATIONS),
    ("travel", tuple(Travel)), ("by", tuple(Travel)), ("role", tuple(Role)),
    ("topic", tuple(Topic)), ("quiet", tuple(Quiet)), ("near", METERS),
    ("month", [str(number) for number in range(1, 13)]),
])  # fmt: skip
def test_every_code_has_its_word(language: str, table: str, codes: list[str]) -> None:
    assert set(locale(language).labels(table)) == set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["keyboard", "occupation", "travel", "amenity", "entry", "way", "command", "role"])
def test_no_two_codes_share_a_word(language: str, table: str) -> None:
    labels = list(locale(language).labels(table).values())
    assert len(set(labels)) == len(labels)


def test_a_word_nobody_knows_stands_for_itself() -> None:
    assert locale("en").word("amenity", "雨衣免费借") == "雨衣免费借"


def test_there_is_no_third_language() -> None:
    with pytest.raises(KeyError):
        locale("../en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_that_begins_with_a_reference_has_nothing_else_in_that_bold(language: str) -> None:
    begins = re.compile(r"^<b>\{\{ (?:mine\.)?(?:case\.)?reference \}\}(?!</b>)", re.MULTILINE)
    assert [name for name, source in FILES[language].items() if begins.search(source)] == []
