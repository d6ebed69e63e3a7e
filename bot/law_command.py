"""`nuanyi law`: what a worker would be told by a law.toml, for the lawyer who edits it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.settings import read_settings
from locales import Locale, locale
from services.clock import SystemClock
from services.law.facts import Blame, Doing, Facts, Matter, Relation
from services.law.law import Deadline, Law

law = typer.Typer(no_args_is_help=True)

LANGUAGE: Final = "zh-Hans"
DISTRICT: Final = "330302"
INSURED: Final = "320102"  # where the platforms' insurance has begun


@law.callback()
def law_group() -> None:
    """The texts and deadlines of law.toml, which a union's lawyer edits and signs."""


@law.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A law.toml, over the shipped one.")],
) -> None:
    """Read a law.toml and print what workers with sample facts would be told, or the one thing that is wrong."""
    checked, today = Law.read(file), SystemClock().now().astimezone(read_settings().zone).date()
    typer.echo(_signed(checked))
    for facts in _samples(today):
        typer.echo("\n".join(["", *_told(checked, facts, today, locale(LANGUAGE))]))


def _signed(law: Law) -> str:
    signature = f"signed by {signed.by} on {signed.on}" if (signed := law.signature) else "signed by nobody"
    return f"version {law.version}, {signature}"


def _samples(today: date) -> Iterator[Facts]:
    """One of each matter, and more where answers differ."""
    day = today - timedelta(days=4)
    hit = Facts(Matter.INJURY, day, Relation.STATION, Doing.ORDER, Blame.THEIRS, DISTRICT)
    yield from (hit, Facts(Matter.INJURY, day, Relation.PLATFORM, Doing.ORDER, Blame.THEIRS, INSURED))
    yield Facts(Matter.INJURY, day, Relation.UNSURE, Doing.COMMUTE, Blame.OPEN, DISTRICT)
    yield Facts(Matter.UNPAID, day, Relation.CONTRACT, adcode=DISTRICT, is_still_there=True)
    yield Facts(Matter.UNPAID, day, Relation.STATION, adcode=DISTRICT, is_still_there=False, left_on=day)
    yield Facts(Matter.UNPAID, day, Relation.PLATFORM, adcode=DISTRICT)
    yield from (Facts(Matter.ACCOUNT, day, relation) for relation in (Relation.CONTRACT, Relation.PLATFORM))
    yield from (Facts(Matter.ACCIDENT, day), Facts(Matter.OTHER, day))


def _told(law: Law, facts: Facts, today: date, words: Locale) -> Iterator[str]:
    """What somebody with these facts reads, under the facts as law.toml calls them."""
    given = [facts.matter, facts.relation, facts.on_order, facts.blame, facts.standing, facts.day]
    yield f"[{', '.join(str(each) for each in given if each)}] {words.word('matter', facts.matter)}"
    for deadline in law.deadlines(facts, today):
        yield f"{words.full_day(deadline.due_on)}：{deadline.text[LANGUAGE]}"
        yield from _later(law, deadline)
    yield from (f"{each.title}{each.text}" for each in law.explanations(facts, LANGUAGE))
    yield "、".join(each.text[LANGUAGE] for each in law.evidence(facts))
    yield "、".join(f"{each.code} {each.text[LANGUAGE]}" for each in law.hotlines(facts))
    yield law.sources(facts, LANGUAGE)


def _later(law: Law, deadline: Deadline) -> Iterator[str]:
    """What is said of a deadline when it comes near, and when it is over."""
    days = "、".join(map(str, deadline.remind_days))
    yield f"  提前{days}天：{deadline.short[LANGUAGE]}。{deadline.ask[LANGUAGE]}"
    if urgency := law.urgent(deadline):
        said = f"{urgency.text[LANGUAGE]}“{urgency.say[LANGUAGE]}”{urgency.help[LANGUAGE]}"
        yield f"  最后{deadline.is_urgent_within}天：{said}{urgency.source[LANGUAGE]}"
    yield f"  过了：{deadline.passed[LANGUAGE]}"
