"""`nuanyi demo`: the whole bot beside a pocket Telegram, in an invented city, for whoever wants to see it at work."""

import asyncio
import fcntl
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import SecretStr

from bot.build import build
from bot.demo_city import make_ready, people_it
from bot.demo_map import keep_the_map
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.stopping import until_asked
from services.errors import StateFault

PORT: Final = 8100
DIRECTORY: Final = Path("data/demo")
TOKEN: Final = "1000000001:demo"  # noqa: S105 - opens nothing but the playground beside it


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any free one.")] = PORT,
) -> None:
    """Show the whole bot at work in an invented city: no token, no account, nothing leaves this machine."""
    set_up_logs("ERROR", as_json=False)
    asyncio.run(until_asked(_demo(port)))


async def _demo(port: int) -> None:
    async with _playground(port) as url:
        settings = settings_for(url)
        settings.make_data_dir()
        with _alone_in(settings.data_dir):
            await make_ready(settings)
            await people_it(url)
            async with build(settings) as house, asyncio.TaskGroup() as tasks:
                tasks.create_task(house.run())
                tasks.create_task(keep_the_map(house, url))
                typer.echo(f"open {url} in a browser; Ctrl-C ends the demo")


def settings_for(url: str) -> Settings:
    """The demo's own settings: nothing of an operator's environment, so that it meets no real bot's data."""
    return Settings.model_construct(
        telegram_token=SecretStr(TOKEN), telegram_api_url=url, clock_url=f"{url}/playground/clock",
        weather="qweather,open-meteo", weather_url=url, weather_key=SecretStr("demo"), forecast_url=url,
        data_dir=DIRECTORY, http_port=0,
    )  # fmt: skip


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Hold the directory for as long as we live: two demos in one would send each other's answers to nobody."""
    try:
        lock = (directory / "demo.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StateFault(f"another demo is at work in {directory}: end it first") from None
    except OSError as error:
        raise StateFault(f"nothing can be written to {directory} ({error.strerror})") from None
    with lock:
        yield


@asynccontextmanager
async def _playground(port: int) -> AsyncIterator[str]:
    """A pocket Telegram in a process of its own, which ends with ours, however ours ends; its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", str(port), "--token", TOKEN, "--leash",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for us: the bot says goodbye before its Telegram goes
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    async with asyncio.TaskGroup() as tasks:
        try:
            said = (await process.stdout.readline()).decode().removeprefix("playground").lstrip(": ").strip()
            tasks.create_task(_pass_on(process.stdout))
            if not said.startswith("http"):
                raise StateFault(said or "the playground ended before it began")
            yield said
        finally:
            process.stdin.close()
            await process.wait()


async def _pass_on(output: asyncio.StreamReader) -> None:
    """Say what the playground complains of: in a pipe that nobody empties it would get stuck."""
    while complaint := await output.read(65536):
        typer.echo(complaint, err=True, nl=False)
