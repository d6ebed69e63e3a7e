"""What is private stays so: keys, the outbox on the disk, and everything that is logged."""

import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.build import build
from models.secrets import new_key
from playground import BadRequest, Fault, Forbidden, ServerError, TooManyRequests, Unauthorized
from playground.playground import Playground
from services.errors import StateFault
from services.places.position import Position, geohash
from tests.city import City
from tests.homes import Home
from tests.services.test_courier import owe, parcel, settled

NAME, WORDS, TOKEN = "Zzcanaryname", "qqcanarywords", "1000000001:canarytoken"
PLACE = (31.234567, 121.456789)


async def test_a_key_that_does_not_open_the_database_is_refused(quiet_city: City) -> None:
    wrong = quiet_city.settings.model_copy(update={"secret_key": type(quiet_city.settings.secret_key)(new_key())})
    with pytest.raises(StateFault, match=r"does not open this database: put back the secret\.key") as raised:
        async with build(wrong):
            pass
    assert wrong.secret_key.get_secret_value() not in str(raised.value)


async def test_words_that_are_no_key_are_refused(quiet_city: City) -> None:
    none = quiet_city.settings.model_copy(update={"secret_key": type(quiet_city.settings.secret_key)("canary")})
    with pytest.raises(StateFault, match="`nuanyi secret` prints one") as raised:
        async with build(none):
            pass
    assert "canary" not in str(raised.value)


async def test_a_new_key_before_the_old_one_opens_what_the_old_one_sealed(quiet_city: City) -> None:
    old = quiet_city.home.key
    rotated = type(quiet_city.settings.secret_key)(f"{new_key()},{old}")
    quiet_city.settings = quiet_city.settings.model_copy(update={"secret_key": rotated})
    async with quiet_city.at_work():
        ana = quiet_city.phone("Ana")
        await ana.shares_location()
        assert await ana.reads()


def test_the_first_key_is_readable_by_nobody_else(empty_home: Home) -> None:
    empty_home.runs("db", "upgrade")
    assert stat.S_IMODE((empty_home.directory / "secret.key").stat().st_mode) == 0o600


async def test_what_waits_in_the_outbox_is_not_readable_on_the_disk(city: City) -> None:
    ana = city.phone(NAME)
    city.playground.faults.always("sendMessage", ServerError(502))
    await owe(city, parcel(city, ana.person.id, WORDS))
    await settled(city, but=("retry",))
    [row] = await city.deliveries()
    assert WORDS in (row.body or "")
    files = city.home.on_the_disk()
    assert files
    assert not any(WORDS.encode() in content for content in files)


@pytest.mark.parametrize("fault", [None, Forbidden(), BadRequest("chat not found"), BadRequest("x")], ids=repr)
async def test_what_came_to_its_end_is_wiped(city: City, fault: Fault | None) -> None:
    ana = city.phone(NAME)
    if fault:
        city.playground.faults.next("sendMessage", fault)
    await ana.shares_location(*PLACE)
    await settled(city)
    async with asyncio.timeout(5):
        while not await city.deliveries():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await settled(city)
    async with city._house.database.reading() as session:
        assert (await session.execute(text("select count(*) from delivery where body is not null"))).scalar() == 0


async def test_no_place_is_kept_anywhere_in_the_database(city: City) -> None:
    ana = city.phone(NAME)
    await ana.shares_location(*PLACE)
    await ana.reads()
    await settled(city)
    place = geohash(Position(*PLACE))
    files = city.home.on_the_disk()
    assert not any(canary.encode() in content for content in files for canary in (place[:7], "31.2345", NAME))


@asynccontextmanager
async def bot_that_tells_all(playground: Playground, home: Home, **more: str) -> AsyncIterator[list[str]]:
    """`nuanyi run` at DEBUG; what it printed is there at the end of the block."""
    environment = home.environment(playground, NUANYI_LOG_LEVEL="DEBUG", PYTHONASYNCIODEBUG="1", **more)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-X", "dev", "-m", "bot", "run",
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed: list[str] = []
    try:
        yield printed
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            output, _ = await asyncio.wait_for(process.communicate(), 20)
        except TimeoutError:
            process.kill()
            output, _ = await process.communicate()
        printed.append(output.decode())


@pytest.mark.slow
@pytest.mark.parametrize("as_json", ["true", "false"])
async def test_however_much_is_logged_nobody_is_told_who_was_where_and_said_what(home: Home, as_json: str) -> None:
    async with Playground(TOKEN) as playground:
        ana = playground.phone(first_name=NAME, last_name=NAME)
        ana.stands_at(*PLACE)
        async with bot_that_tells_all(playground, home, NUANYI_LOG_JSON=as_json) as printed:
            await ana.types("/start")
            await ana.reads(timeout=25)
            await ana.shares_location()
            await ana.reads()
            await ana.types(WORDS)
            await ana.reads()
            poison = {"message_id": 5, "date": 1, "text": WORDS, "chat": ana.chat.face, "from": ana.person.account}
            playground.push_update({"message": poison | {"entities": [WORDS], "location": {"latitude": WORDS}}})
            playground.push_update({"message": {"text": WORDS, "chat": WORDS}})
            faults = (TooManyRequests(1), ServerError(500), BadRequest("can't parse entities: <b>"), Forbidden())
            for fault in faults:
                playground.faults.next("sendMessage", fault)
            for _ in range(4):
                await ana.shares_location()
                await ana.types(WORDS)
                await asyncio.sleep(0.7)
            playground.faults.next("getUpdates", Unauthorized())
            revoked = playground.faults.next("sendMessage", Unauthorized())
            await ana.types(WORDS)
            async with asyncio.timeout(20):
                while not revoked.struck:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
    [log] = printed
    assert "update died" in log
    assert "Telegram asks to wait" in log
    assert "refuses the token" in log
    place = geohash(Position(*PLACE))
    told = [canary for canary in (NAME, WORDS, "canarytoken", "31.2345", "121.4567", place[:6]) if canary in log]
    assert told == []
    assert "never retrieved" not in log
    assert "ResourceWarning" not in log
