"""Terminal: a phone for somebody at a keyboard, a line at a time."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Iterator

from playground.phones.card import Card
from playground.phones.phone import Phone

PLACE = (28.0, 120.65)
"""Where the phone is until `at` moves it: the middle of the demo city."""
HELP = f"""\
at {PLACE[0]} {PLACE[1]} shares that location, tap LABEL (or a part of it) presses a button, quit ends;
anything else is typed to the bot: start with /start.
"""
UNREADABLE = "at LAT LNG, for example: at {} {}".format(*PLACE)

Line = str | None
"""What was typed; None when nothing comes any more."""


class Terminal:
    """Shows what the bot says and does, and has the phone do what is typed."""

    def __init__(self, phone: Phone) -> None:
        """The phone stands in the demo city."""
        self._phone = phone
        self._shown: dict[int, str] = {}
        self._keyboard: list[list[str]] = []
        phone.stands_at(*PLACE)

    async def run(self) -> None:
        """Until `quit` or the end of the input."""
        show(HELP)
        lines = listen()
        watching = [asyncio.create_task(watch()) for watch in (self._watch_chat, self._watch_toasts)]
        try:
            while (line := await lines.get()) is not None and line != "quit":
                if line:
                    await self._do(line)
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)

    async def _do(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        if verb == "at":
            await self._share(rest)
        elif verb == "tap":
            await self._tap(rest.strip())
        else:
            await self._phone.types(line)

    async def _share(self, place: str) -> None:
        try:
            latitude, longitude = map(float, place.replace(",", " ").split())
        except ValueError:
            show(UNREADABLE)
            return
        self._phone.stands_at(latitude, longitude)
        await self._phone.shares_location()

    async def _tap(self, label: str) -> None:
        try:
            leads_to = await self._phone.taps(label)
        except LookupError as error:
            show(str(error.args[0]).splitlines()[0].removesuffix(" on this screen:"))
        else:
            if leads_to:
                show(f"{'opens' if '://' in leads_to else ' copy'} | {leads_to}")

    async def _watch_chat(self) -> None:
        """Show each message when it comes and when it changes, and the keyboard when it is another one."""
        while True:
            for card in self._phone.screen():
                if card.is_from_bot:
                    self._show_card(card)
            if self._keyboard != self._phone.keyboard:
                self._keyboard = self._phone.keyboard
                show("\n".join(beside("keys", rows_of(self._keyboard))))
            await self._phone.chat.bell.rings(within=60)

    def _show_card(self, card: Card) -> None:
        attached = [f"({card.attachment})"] if card.attachment else []
        picture = [*attached, *card.text.splitlines(), *rows_of(card.buttons)]
        before, now = self._shown.get(card.id), "\n".join(picture)
        if now != before:
            self._shown[card.id] = now
            show("\n".join(beside("bot" if before is None else "edit", picture)))

    async def _watch_toasts(self) -> None:
        shown = 0
        while True:
            for toast in self._phone.toasts[shown:]:
                shown += 1
                if toast:
                    show("\n".join(beside("toast", toast.splitlines())))
            await self._phone.person.toasted.rings(within=60)


def rows_of(buttons: list[list[str]]) -> Iterator[str]:
    """Buttons as they lie, a line for each row."""
    return (" ".join(f"[{label}]" for label in row) for row in buttons)


def beside(who: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    """Lines with a margin that says whose they are, and an empty line after them."""
    for number, line in enumerate(lines):
        yield f"{'' if number else who:>5} | {line}".rstrip()
    yield ""


def show(text: str) -> None:
    """Write a line at once, whether a person or a program reads it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def listen() -> asyncio.Queue[Line]:
    """The lines of standard input as they come, from a thread: a terminal, a pipe and a file are read alike."""
    lines: asyncio.Queue[Line] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        # Unbuffered: a thread that waits inside sys.stdin would hold its lock when the program wants to end.
        with contextlib.suppress(RuntimeError), open(0, "rb", buffering=0, closefd=False) as keyboard:
            for line in keyboard:
                loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace").strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines
