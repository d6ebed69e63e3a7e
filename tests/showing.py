"""The demo as somebody starts it: a process of its own that prints one address."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.homes import ROOT

PATIENCE_SECONDS = 30.0


@asynccontextmanager
async def shown(directory: Path, port: str = "0") -> AsyncIterator[asyncio.subprocess.Process]:
    """The demo as somebody starts it whose environment is set up for another, real bot."""
    real = {"NUANYI_TELEGRAM_TOKEN": "2:real", "NUANYI_DATABASE_URL": "sqlite+aiosqlite:///real.sqlite3"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", port, cwd=directory,
        env=os.environ | real | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """The one address that it prints."""
    assert process.stdout
    async with asyncio.timeout(PATIENCE_SECONDS):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("open http://127.0.0.1:"), line
    return line.split()[1]
