"""Files: a bot gets what a person sent, by a link that holds an hour."""

from playground import Phone, Playground
from tests.playground.calling import Bot


async def fetched(playground: Playground, bot: Bot, path: str, token: str = "") -> tuple[int, bytes]:
    async with bot.session.get(f"{playground.url}/file/bot{token or playground.token}/{path}") as response:
        return response.status, await response.read()


async def test_a_bot_fetches_what_was_sent(playground: Playground, bot: Bot, ana: Phone) -> None:
    card = await ana.sends_document("名单.xlsx", content=b"PK")
    file = await bot.does("getFile", file_id=card.data["document"]["file_id"])
    assert file["file_size"] == 2
    assert file["file_path"].endswith(".xlsx")
    assert await fetched(playground, bot, file["file_path"]) == (200, b"PK")


async def test_a_link_runs_out_and_a_new_one_is_given(playground: Playground, bot: Bot, ana: Phone) -> None:
    card = await ana.sends_document(content=b"PK")
    file_id = card.data["document"]["file_id"]
    playground.state.files.stale_links = 1
    path = (await bot.does("getFile", file_id=file_id))["file_path"]
    assert (await fetched(playground, bot, path))[0] == 404
    path = (await bot.does("getFile", file_id=file_id))["file_path"]
    assert await fetched(playground, bot, path) == (200, b"PK")


async def test_what_is_too_big_or_was_never_sent_is_refused(playground: Playground, bot: Bot, ana: Phone) -> None:
    card = await ana.sends_document(content=bytes(20 * 1024 * 1024 + 1))
    refusal = await bot.is_refused("getFile", file_id=card.data["document"]["file_id"])
    assert refusal == "Bad Request: file is too big"
    assert "wrong file_id" in await bot.is_refused("getFile", file_id="x")


async def test_a_wrong_token_opens_no_file(playground: Playground, bot: Bot, ana: Phone) -> None:
    card = await ana.sends_document(content=b"PK")
    path = (await bot.does("getFile", file_id=card.data["document"]["file_id"]))["file_path"]
    assert (await fetched(playground, bot, path, "1:wrong"))[0] == 401
