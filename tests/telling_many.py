"""A trial by killing while one notice goes out to many: who got it, who perhaps did, and that nobody is missing."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import true

from models import Kind, Lane, Notice, Subscription, Topic
from models.database import Database
from models.secrets import use_keys
from models.worker import newcomer
from services.delivery import outbox
from services.delivery.notices import Reached, address
from services.delivery.parcel import reply
from tests.killing import Trial, dooms
from tests.several import kill_several

WORDS = "今晚有热汤"
PORTION = 500
PATIENCE_SECONDS = 120.0


@dataclass
class Accounts:
    """What the rows of a notice say, held against what reached the phones.

    `lost`: it says sent, and nothing came. `unheard`: it says uncertain, and nothing came. `twice`: two or more came.
    """

    recipients: int = 0
    sent: int = 0
    uncertain: int = 0
    otherwise: int = 0
    lost: int = 0
    unheard: int = 0
    twice: int = 0
    most_in_a_second: int = 0
    most_in_a_minute_of_a_group: int = 0
    refused_for_speed: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether everybody is accounted for, and nothing was lost or said twice."""
        return self.sent + self.uncertain == self.recipients and not (self.otherwise or self.lost or self.twice)


@dataclass
class Announcement:
    """One notice in a trial, and everybody whom it is for."""

    trial: Trial
    people: Sequence[int]
    number: int = 1

    @classmethod
    async def begin(cls, trial: Trial, recipients: int) -> "Announcement":
        """Owe an urgent notice to so many people of the playground, before any bot lives."""
        people = [trial.playground.person(first_name="W").id for _ in range(recipients)]
        now = datetime.now(UTC)
        said = Notice(
            topic=Topic.ANNOUNCEMENTS, kind=Kind.ANNOUNCEMENT, lane=Lane.BULK, method="sendMessage", is_urgent=True,
            letters=json.dumps({"zh-Hans": {"text": WORDS}}), made_at=now, expires_at=now + timedelta(hours=9),
        )  # fmt: skip
        use_keys([trial.home.key])
        database = Database(trial.home.database_url)
        async with database.writing() as session, session.begin():
            session.add_all([newcomer(person, now) for person in people])
            session.add_all([Subscription(worker_id=p, topic=Topic.ANNOUNCEMENTS, since=now) for p in people])
            session.add(said)
            await session.flush()
            reached, before = await address(session, said, true(), Reached(), PORTION, now), Reached()
            while reached != before:
                reached, before = await address(session, said, true(), reached, PORTION, now), reached
        await database.close()
        return cls(trial, people, said.id)

    async def owes_a_desk(self, calls: int) -> int:
        """So many messages wait for a group, too; gives its number."""
        desk = self.trial.playground.group("值班", [self.trial.playground.person(first_name="Chidi")])
        owed = [reply(desk.id, "sendMessage", {"text": f"第{n}条"}, datetime.now(UTC), Kind.CASE) for n in range(calls)]
        database = Database(self.trial.home.database_url)
        async with database.writing() as session, session.begin():
            await outbox.store(session, owed)
        await database.close()
        return desk.id

    async def is_over(self) -> None:
        """Wait until a bot at work has nothing more to send."""
        until = time.monotonic() + PATIENCE_SECONDS + len(self.people) / 20
        waits = "select count(*) from delivery where finished_at is null"
        while self.trial.home.asks(waits) != [["0"]] and time.monotonic() < until:  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(0.3)

    def accounts(self) -> Accounts:
        """Hold the rows against the ledger."""
        rows = self.trial.home.asks(f"select chat_id, state from delivery where notice_id = {self.number}")
        states = {int(chat_id): state for chat_id, state in rows}
        ledger = self.trial.playground.ledger
        calls = [call for call in ledger.of("sendMessage") if call.took_effect]
        heard = Counter(call.chat_id for call in calls if call.parameters.get("text") == WORDS)
        count = Counter(states.values())
        return Accounts(
            recipients=len(self.people),
            sent=count["sent"],
            uncertain=count["uncertain"],
            otherwise=len(rows) - count["sent"] - count["uncertain"],
            lost=sum(states.get(person) == "sent" and not heard[person] for person in self.people),
            unheard=sum(states.get(person) == "uncertain" and not heard[person] for person in self.people),
            twice=sum(heard[person] > 1 for person in self.people),
            most_in_a_second=ledger.most_in_a_window(),
            most_in_a_minute_of_a_group=max(
                (ledger.most_in_a_window(60.0, chat) for chat in self.trial.playground.state.chats if chat < 0),
                default=0,
            ),
            refused_for_speed=ledger.refusals(),
        )


async def announce_and_kill(trial: Trial, recipients: int, kills: int, any_moment: int = 4) -> Accounts:
    """One bot is killed so often while a notice goes out, one time of `any_moment` at any moment; then it lives on."""
    said = await Announcement.begin(trial, recipients)
    for done, (point, number) in enumerate(dooms(trial.dice, kills, patience=5), start=1):
        if done % any_moment:
            await trial.kill_at(point, number)
        else:
            await trial.kill_after(trial.dice.uniform(0.3, 2.0))
    await trial.live_on(said.is_over)
    return said.accounts()


async def announce_and_kill_several(
    trial: Trial, recipients: int, kills: int, processes: int, for_a_desk: int
) -> Accounts:
    """So many processes are killed in turn, so often in all, while a notice goes out and a group is written to."""
    said = await Announcement.begin(trial, recipients)
    await said.owes_a_desk(for_a_desk)
    lives = [dooms(trial.dice, kills // processes, patience=5) for _ in range(processes)]
    await kill_several(trial, lives, said.is_over)
    return said.accounts()
