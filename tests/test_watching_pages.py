"""What docs/operating/watching.md says of a running bot: its numbers, its alarms and its words are the real ones."""

import re
from collections.abc import AsyncIterator, Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.calling import caller
from tests.city import City
from tests.pages import ROOT, WATCHING, rows, text

ALERTS = "deploy/alerts.yml"
Samples = Mapping[str, list[dict[str, str]]]


@pytest.fixture
async def shown(city: City) -> AsyncIterator[str]:
    """What /metrics of a running bot shows."""
    async with caller(city._house.door.url) as operator:
        yield (await operator.reads("/metrics"))[1]


def samples(shown: str) -> Samples:
    """By name, the labels with which each number stands there."""
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(shown):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


async def test_every_number_of_the_bot_is_explained_and_the_reverse(shown: str) -> None:
    families = [each for each in text_string_to_metric_families(shown) if not each.name.endswith("_created")]
    ours = {each.name + ("_total" if each.type == "counter" else "") for each in families if "nuanyi" in each.name}
    for page in WATCHING:
        told = {row[0].strip("`") for row in rows(page) if re.fullmatch(r"`nuanyi_\w+`", row[0])}
        assert told == ours, f"{page} and /metrics must name the same numbers"


async def test_every_alarm_looks_at_numbers_that_there_are(shown: str) -> None:
    known = samples(shown)
    expressions = re.findall(r"^ +expr: (.+)$", text(ALERTS), re.MULTILINE)
    looked_at = [each for line in expressions for each in re.findall(r"((?:nuanyi|process)_\w+)(?:\{([^}]*)\})?", line)]
    assert len(looked_at) >= len(expressions) - 1  # `up` is Prometheus's own
    for name, selector in looked_at:
        assert name in known, f"{ALERTS}: {name}"
        for label, values in re.findall(r'(\w+)=~?"([^"]+)"', selector):
            if label != "job":
                there = {labels.get(label) for labels in known[name]}
                assert set(values.split("|")) <= there, f"{ALERTS}: {name} has no {label} {values}"


@pytest.mark.parametrize("page", WATCHING)
def test_for_every_alarm_it_says_what_to_do(page: str) -> None:
    alarms = set(re.findall(r"alert: (\w+)", text(ALERTS)))
    told = {name for row in rows(page) for name in re.findall(r"`(Nuanyi\w+)`", row[0])}
    assert told == alarms, f"{page} and {ALERTS} must name the same alarms"


@pytest.mark.parametrize("page", WATCHING)
def test_what_the_bot_is_quoted_with_it_says(page: str) -> None:
    source = "".join(path.read_text("utf-8") for room in ("bot", "services", "gateways") for path in
                     sorted((ROOT / room).rglob("*.py")))  # fmt: skip
    whole = re.sub(r'"\s*\n\s*f?"', "", source)
    quoted = {words for row in rows(page) for words in re.findall(r'"([^"]+)"', row[0] + row[1])}
    of_the_bot = {words for words in quoted if re.match(r"[a-zA-Z ]+$", words)}
    said_by_people = {"the bot is silent", "it sent me to a closed door", "an answer came twice",
                      "it apologized with a number"}  # fmt: skip
    assert len(of_the_bot) >= 10
    assert not [words for words in of_the_bot - said_by_people if words not in whole]
