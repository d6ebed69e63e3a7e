"""The image: what the Dockerfile makes is whole, runs as nobody, writes its data only, and stops when it is told to."""

import asyncio
import os
import re
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession

from demo.city import MIDDLE
from playground.playground import Playground
from tests.bot.calling import free_port
from tests.bot.test_demo_command import asks_for_a_door
from tests.deploy.image import Image, NoRegistry, built, instructions
from tests.homes import ROOT
from tests.showing import address_of
from tests.test_house import ROOMS

STOP_SECONDS = 10.0  # an engine waits so long before it kills
PATIENCE_SECONDS = 30.0
LIST = "编号,名称,纬度,经度\nA1,红旗路驿站,{0},{1}\n"


@asynccontextmanager
async def container(image: Image, *words: str, **settings: str) -> AsyncIterator[Process]:
    """A container of this image at work."""
    how = image.process(*image.start, *words, **settings)
    process = await asyncio.create_subprocess_exec(
        *how.pop("args"), **how, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def stops(process: Process) -> None:
    """It says goodbye before an engine would kill it."""
    process.terminate()
    assert await asyncio.wait_for(process.wait(), STOP_SECONDS) == 0


async def becomes_healthy(image: Image, **settings: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await asyncio.to_thread(image.is_healthy, **settings):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def files(image: Image) -> dict[Path, float]:
    """What stands in the image outside its data and /tmp, and since when."""
    found = {path: path.lstat().st_mtime for path in image.root.rglob("*") if not path.is_dir()}
    return {path: at for path, at in found.items() if path.relative_to(image.root).parts[0] not in ("data", "tmp")}


def left_about(image: Image) -> list[Path]:
    """What its user left where everybody may write."""
    user = int(image.within(image.user).split(":")[0])
    places = [each for place in ("/tmp", "/var/tmp", "/dev/shm") for each in Path(place).iterdir()]
    return [path for path in places if os.geteuid() == 0 and path.lstat().st_uid == user]


async def answers_a_rider(image: Image, playground: Playground) -> None:
    """Made, filled, asked, healthy; stopped in time, and then not healthy any more."""
    telegram = {"NUANYI_TELEGRAM_API_URL": playground.url, "NUANYI_TELEGRAM_TOKEN": playground.token}
    settings = telegram | {"NUANYI_HTTP_PORT": str(free_port())}
    (image.root / "tmp/list.csv").write_text(LIST.format(*MIDDLE))
    image.runs("db", "upgrade")
    image.runs("stations", "import", str(image.root / "tmp/list.csv"), "--datum", "wgs84")
    assert not image.is_healthy(**settings)
    async with container(image, *image.words, **settings) as process:
        await becomes_healthy(image, **settings)
        ana = playground.phone(first_name="Ana")
        await ana.shares_location(*MIDDLE)
        assert "红旗路" in await ana.reads(timeout=20)
        assert await asyncio.to_thread(image.is_healthy, **settings)
        await stops(process)
    assert not image.is_healthy(**settings)
    somebody_else = {"NUANYI_HTTP_PORT": playground.url.rpartition(":")[2]}
    assert not await asyncio.to_thread(image.is_healthy, **somebody_else), "an answer alone is no health"


async def shows_the_demo(image: Image) -> None:
    """The invented city and its page come with it."""
    async with container(image, "demo", "--port", "0") as process:
        url = await address_of(process)
        assert "约" in await asks_for_a_door(url)
        async with ClientSession() as session, session.get(url) as page:
            text = await page.text()
        async with ClientSession() as session:
            for name in re.findall(r'(?:src|href)="(/?[\w/.-]+\.(?:js|css))"', text):
                async with session.get(f"{url}/{name.lstrip('/')}") as part:
                    assert part.status == 200, name
        await stops(process)


def is_whole(image: Image) -> None:
    """Each file of each room stands in it, the words, the migrations and the page too; what builds does not."""
    [packages] = image.root.glob("opt/nuanyi/lib/*/site-packages")
    rooms = [ROOT / name for name in ROOMS]
    ours = [path.relative_to(ROOT) for room in rooms for path in room.rglob("*.*") if "__pycache__" not in path.parts]
    missing = [str(path) for path in ours if not (packages / path).exists()]
    assert missing == [], "name its kind in [tool.setuptools.package-data] of pyproject.toml"
    assert not (packages / "pip").exists()
    assert not (packages / "setuptools").exists()


@pytest.mark.slow
async def test_a_rider_is_answered_from_the_image_which_writes_nothing_but_its_data(playground: Playground) -> None:
    try:
        with built(ROOT / "Dockerfile") as image:
            is_whole(image)
            before = files(image)
            await answers_a_rider(image, playground)
            await shows_the_demo(image)
            assert files(image) == before
            assert left_about(image) == []
            assert os.listdir(image.root / "tmp") == ["list.csv"]
    except NoRegistry as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no package registry to build the image from: {reason}")


def told(instruction: str) -> list[str]:
    return [words for name, words in instructions((ROOT / "Dockerfile").read_text("utf-8")) if name == instruction]


def test_the_image_is_pinned_and_names_no_registry() -> None:
    [python] = [words.removeprefix("PYTHON=") for words in told("ARG") if words.startswith("PYTHON=")]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", python)
    assert told("FROM") == ["${PYTHON} AS build", "${PYTHON}"]


def test_nobody_in_the_image_is_root_and_its_start_is_no_shell() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", told("USER")[-1])
    assert [told("ENTRYPOINT"), told("CMD")] == [['["nuanyi"]'], ['["run"]']]
    assert told("STOPSIGNAL") == ["SIGTERM"]


def test_packages_come_with_their_hashes_or_not_at_all() -> None:
    fetching = [part for words in told("RUN") for part in words.split("&&") if re.search(r"pip\b.* install ", part)]
    assert fetching
    assert all("--require-hashes" in part or "--no-index" in part for part in fetching)


def test_no_secret_and_no_data_goes_into_the_image() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    named = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert not named & {".", ".env", ".git", "data", "secrets", "tests"}
    assert "**/.*" in lines
