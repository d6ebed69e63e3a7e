"""A trial by killing while cases live: what each side says reaches the other, and no case is out of sight."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select

from models import Case, DeadLetter, Revision, Union, Worker
from models.database import Database
from models.secrets import use_keys
from playground.memory.chats import Chat
from playground.phones.card import Card
from playground.phones.phone import Phone
from services.cases.alive import without_a_way
from tests.city import station
from tests.killing import LONGEST_LIFE, Trial, dooms
from tests.unions import appoint, found_unions

PATIENCE_SECONDS = 90.0
STATIONS = 400
LIVES_AT_ONCE = 3
ANY_MOMENT_SHARE = 3
FOR_EVER = 10**9
IN_A_HURRY = {"DOOMED_HURRIES": "yes"}
"""What a trial of cases is begun with: else each case would wait half a minute for its group."""
RECEIPT = re.compile(r"([AL][0-9]+) 收到")

Word = tuple[Chat, str]


@dataclass
class Accounts:
    """What reached whom, when all is over.

    `unseen`: cases that no staff could see, at any death and at the end; `unshown`: words of workers that staff do not
    read; `unheard`: words of staff that no worker reads; `twice`: how often words came once more than they were said.
    """

    filed: int = 0
    cases: int = 0
    words: int = 0
    unseen: int = 0
    unshown: int = 0
    unheard: int = 0
    twice: int = 0
    dead_letters: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether each filing is one case that staff see, and no word is missing."""
        wrong = self.unseen + self.unshown + self.unheard + self.dead_letters
        return self.filed == self.cases and not wrong


@dataclass
class Lives:
    """The desks of a district and of the city above it, and the workers who file one case after another there."""

    trial: Trial
    database: Database
    below: Chat
    above: Chat
    chidi: Phone
    wang: Phone
    accounts: Accounts = field(default_factory=Accounts)
    by_workers: list[Word] = field(default_factory=list)
    by_staff: list[Word] = field(default_factory=list)
    is_over: bool = False

    @classmethod
    async def begin(cls, trial: Trial) -> "Lives":
        """Open the desks before any bot lives: Chidi answers complaints, Wang is the lawyer."""
        use_keys([trial.home.key])
        playground, database = trial.playground, Database(trial.home.database_url)
        chidi, wang = (playground.phone(first_name=name) for name in ("Chidi", "Wang"))
        names = ("鹿城区", "温州市")
        below, above = (playground.group(name, [chidi.person, wang.person], is_forum=True) for name in names)
        unions = await found_unions(database)
        await appoint(database, chidi.person.id, "caseworker", unions["温州市"])
        await appoint(database, wang.person.id, "lawyer", unions["温州市"], "Wang")
        async with database.writing() as session, session.begin():
            session.add_all(station(f"D{number:04}", adcode="330302") for number in range(1, STATIONS + 1))
            session.add(Revision(name="stations", number=1))
            for name, group in zip(names, (below, above), strict=True):
                (await session.get_one(Union, unions[name])).desk_chat_id = group.id
        return cls(trial, database, below, above, chidi, wang)

    # --- what people do ------------------------------------------------------------------------------------

    async def go_on(self) -> None:
        """Workers file one case after another until it is over; then each case lives to its end."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(LIVES_AT_ONCE):
                tasks.create_task(self._one_after_another(self._complaint if number else self._legal_aid))

    async def _one_after_another(self, live: Callable[[Phone, int], Awaitable[None]]) -> None:
        while not self.is_over:
            self.accounts.filed = number = self.accounts.filed + 1
            await live(await self._newcomer(), number)

    async def _newcomer(self) -> Phone:
        """A worker of the district who agreed before to have kept what they write."""
        now = datetime.now(UTC)
        phone: Phone = self.trial.playground.phone(first_name="Ana")
        kept = {"area": "330302", "area_agreed_at": now, "cases_agreed_at": now, "started_at": now}
        async with self.database.writing() as session, session.begin():
            session.add(Worker(id=phone.person.id, occupation="courier", travel="ebike", language="", **kept))
        return phone

    async def _complaint(self, ana: Phone, number: int) -> None:
        """Filed, taken, answered, done as staff say; not so, says Ana, and the city has it and answers, too."""
        await ana.types("/help")
        await ana.presses_forged(await found(ana, is_of_bot), f"complain:{number % STATIONS + 1}")
        await answers(ana, "脏")
        await self._tells(ana, word(number, "filed"), self.above)
        await answers(ana, "发送")
        reference = await receipt(ana)
        desk = await topic_of(self.chidi, self.below, reference)
        await presses(desk, f"desk:take:{reference}")
        await self._says(desk, word(number, "first"), ana)
        await self._replies(ana, word(number, "first"), word(number, "asked"), self.above)
        await self._closes(desk, reference, word(number, "done"), ana)
        await presses(desk, f"desk:end:{reference}")
        await presses(ana, f"case:fixed:{reference}:no")
        desk = await topic_of(self.chidi, self.above, reference)
        await self._says(desk, word(number, "second"), ana)
        await self._replies(ana, word(number, "second"), word(number, "thanks"), self.above)

    async def _legal_aid(self, ana: Phone, number: int) -> None:
        """Told step by step, taken by Wang, who answers in private and closes it there."""
        await ana.types("/legal")
        await answers(ana, "别的事", "昨天", "鹿城区", "说不清")
        await found(ana, lambda card: "够了" in str(card.buttons))
        await self._tells(ana, word(number, "filed"), self.wang.chat)
        await answers(ana, "够了", "都没有", "就在这里", "发送")
        reference = await receipt(ana)
        await presses(await topic_of(self.wang, self.below, reference), f"desk:take:{reference}")
        page = await found(self.wang, says(word(number, "filed")))
        await self._says(self.wang.answering(page), word(number, "first"), ana)
        await self._replies(ana, word(number, "first"), word(number, "asked"), self.wang.chat)
        await self._closes(self.wang, reference, word(number, "done"), ana)
        await presses(ana, f"case:rate:{reference}:good")

    async def _tells(self, ana: Phone, said: str, staff: Chat) -> None:
        """Tell the form, and see that it noted it."""
        self.by_workers.append((staff, said))
        await ana.types(said)
        await found(ana, says(said))

    async def _says(self, desk: Phone, said: str, ana: Phone) -> None:
        self.by_staff.append((ana.chat, said))
        await desk.types(said)

    async def _replies(self, ana: Phone, to: str, said: str, staff: Chat) -> None:
        """Answer what staff said, once it is there."""
        answered = await found(ana, says(to))
        self.by_workers.append((staff, said))
        await ana.replies(answered, said)

    async def _closes(self, desk: Phone, reference: str, said: str, ana: Phone) -> None:
        """Press the key, and answer the question for the last word."""
        await presses(desk, f"desk:close:{reference}")
        question = await found(desk, lambda card: f"desk:leave:{reference}:close" in carried(card))
        await self._says(desk.answering(question), said, ana)

    # --- what became of it ---------------------------------------------------------------------------------

    async def look_for_unseen(self) -> None:
        """Count the cases that staff cannot see as things stand in the database."""
        async with self.database.reading() as session:
            unseen = without_a_way().with_only_columns(func.count())
            self.accounts.unseen += await session.scalar(unseen) or 0

    async def everything_arrives(self) -> None:
        """Wait until each word was read on the other side, not for ever."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and any(not copies_in(*each) for each in (*self.by_workers, *self.by_staff)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def make_up_accounts(self) -> Accounts:
        """Hold what was said against what stands in the chats of the other side."""
        accounts, shown, heard = (
            self.accounts, [copies_in(*each) for each in self.by_workers], [copies_in(*each) for each in self.by_staff]
        )  # fmt: skip
        accounts.words = len(shown) + len(heard)
        accounts.unshown, accounts.unheard = shown.count(0), heard.count(0)
        accounts.twice = sum(max(0, copies - 1) for copies in (*shown, *heard))
        async with self.database.reading() as session:
            accounts.cases = await session.scalar(select(func.count(Case.id))) or 0
            accounts.dead_letters = await session.scalar(select(func.count()).select_from(DeadLetter)) or 0
        return accounts


async def file_and_kill(trial: Trial, kills: int) -> Accounts:
    """The bot is killed so often while people file and talk; then it lives on, and every case goes to its end."""
    lives = await Lives.begin(trial)
    living = asyncio.create_task(lives.go_on())
    for done, (point, number) in enumerate(dooms(trial.dice, kills, patience=4), start=1):
        is_named = done % ANY_MOMENT_SHARE
        process = await trial.begin(point, number if is_named else FOR_EVER)
        await trial.is_gone(process, LONGEST_LIFE if is_named else trial.dice.uniform(0.3, 2.5))
        trial.bury(process, point if is_named else "any moment")
        await lives.look_for_unseen()
        if living.done():
            break
    lives.is_over = True
    process = await trial.begin("statement", FOR_EVER)
    try:
        await living
        await lives.everything_arrives()
    finally:
        os.kill(process, signal.SIGTERM)
        await trial.is_gone(process, 10)
    await lives.look_for_unseen()
    accounts = await lives.make_up_accounts()
    await lives.database.close()
    return accounts


# --- thumbs that wait for what they look for ---------------------------------------------------------------


def word(number: int, name: str) -> str:
    """What is said once in all lives."""
    return f"〔{number} {name}〕"


def says(words: str) -> Callable[[Card], bool]:
    """Whether a message of the bot has these words in it."""
    return lambda card: card.is_from_bot and words in card.text


def is_of_bot(card: Card) -> bool:
    """Whether the bot wrote it."""
    return card.is_from_bot


def carried(card: Card) -> list[str]:
    """What its keys send."""
    return [str(key.get("callback_data")) for row in card.rows for key in row]


async def found(phone: Phone, is_right: Callable[[Card], bool]) -> Card:
    """The newest such message on the screen, as soon as there is one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        card = next((card for card in reversed(phone.screen()) if is_right(card)), None)
        if card is not None:
            return card
        assert time.monotonic() < until, f"{phone.person.first_name} waits in vain:\n{phone.picture()}"
        await phone.chat.bell.rings(within=1.0)


async def presses(phone: Phone, data: str) -> None:
    """Press the key that sends this, as soon as there is one."""
    await phone.presses_forged(await found(phone, lambda card: data in carried(card)), data)


async def answers(phone: Phone, *labels: str) -> None:
    """Answer the questions of a form by their keys, each on a later page than the one before."""
    version = 0
    for label in labels:
        card = await found(phone, lambda card: any(_form_keys(card, label, version)))  # noqa: B023 - awaited here
        data = next(_form_keys(card, label, version))
        version = int(data.split(":")[2])
        await phone.presses_forged(card, data)


def _form_keys(card: Card, label: str, version: int) -> Iterator[str]:
    keys = ((key["text"], str(key.get("callback_data"))) for row in card.rows for key in row)
    return (data for text, data in keys if label in text and data[:2] == "f:" and int(data.split(":")[2]) > version)


async def receipt(ana: Phone) -> str:
    """The number under which it was filed."""
    card = await found(ana, lambda card: RECEIPT.search(card.text) is not None)
    return str(RECEIPT.findall(card.text)[0])


async def topic_of(phone: Phone, chat: Chat, reference: str) -> Phone:
    """The same person in the topic where the card of a case hangs, as soon as it does."""
    there = phone.in_chat(chat)
    card = await found(there, lambda card: f"desk:take:{reference}" in carried(card))
    return phone.in_chat(chat, card.message.topic)


def copies_in(chat: Chat, words: str) -> int:
    """How many messages of the bot in a chat have these words in them."""
    return sum(each.is_from_bot and words in each.text for each in map(Card, chat.visible()))
