"""A line between a bot and its PostgreSQL that can be cut, fall silent, or lose one answer."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.homes import Home

SOCKET = ".s.PGSQL.5432"


class Line:
    """Every connection to the server goes through here."""

    def __init__(self, home: Home, directory: Path) -> None:
        assert home.server
        self.url = f"postgresql://postgres@/{home.database}?host={directory}"
        self._far_end = str(home.server.directory / SOCKET)
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_up = True
        self._lost: tuple[bytes, bytes] | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Every connection breaks; new ones may be made."""
        for writer in self._writers:
            writer.transport.abort()

    def goes_down(self) -> None:
        """Nobody gets through any more."""
        self._is_up = False
        self.cut()

    def comes_up(self) -> None:
        """As before."""
        self._is_up = True
        self._flows.set()

    def falls_silent(self) -> None:
        """Connections stay, and nothing passes either way."""
        self._flows.clear()

    def loses_the_answer_to(self, statement: bytes, after: bytes) -> None:
        """The next such statement, on a connection that heard another before, is carried out; then the line breaks."""
        self._lost = (statement, after)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        if not self._is_up:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_unix_connection(self._far_end)
        both = {writer, far_writer}
        self._writers |= both
        answers = asyncio.create_task(self._answers(far_reader, writer))
        said = b""
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                await self._flows.wait()
                far_writer.write(chunk)
                said += chunk if self._lost else b""
                if self._lost and self._lost[0] in chunk and self._lost[1] in said:
                    self._lost = None
                    answers.cancel()
                    await asyncio.sleep(0.2)
                    break
        answers.cancel()
        for end in both:
            end.transport.abort()
        self._writers -= both

    async def _answers(self, far_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await far_reader.read(65536):
                await self._flows.wait()
                writer.write(chunk)
        writer.transport.abort()


@asynccontextmanager
async def line_to(home: Home) -> AsyncIterator[Line]:
    """A line to the database of a home on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="nuanyi-line-") as directory:
        line = Line(home, Path(directory))
        server = await asyncio.start_unix_server(line.carry, Path(directory) / SOCKET)
        try:
            yield line
        finally:
            server.close()
            line.comes_up()
            line.cut()
            await asyncio.sleep(0)
