"""The settings: what cannot be is said by its name, in one sentence."""

import asyncio
import sqlite3
import stat
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database_commands import _upgrade
from bot.keys import use_secret_key
from bot.opening import connect
from bot.settings import SECRETS, Settings, read_settings
from services.errors import StateFault
from tests.fuzzing import TRIED, fuzzed

SECRET_SENTENCE = "take 32 to 256 letters, digits, _ and -, by chance: `openssl rand -hex 32` prints some"
WEBHOOK_SENTENCE = "the public address at which Telegram finds us begins with https:// and names a host"
WEATHER_SENTENCE = "the address of a source of the weather begins with https:// or http://"
CLOCK_SENTENCE = "people at Telegram live by the real time: only a playground's clock can be turned"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, where nothing is set yet."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NUANYI_{name.upper()}", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org", "the address of a Bot API server begins with https:// or http://"),
        ("TELEGRAM_PROXY", "127.0.0.1:1080", "a proxy is http://host:port or socks5://host:port"),
        ("TELEGRAM_PROXY", "socks5://host", "a proxy is http://host:port or socks5://host:port"),
        ("TELEGRAM_TOKEN", "1:a/b", "a token is a number, a colon and letters, as @BotFather shows it"),
        ("TIMEZONE", "Mars", "there is no time zone Mars; for example Asia/Shanghai"),
        ("LANGUAGE", "fr", "there is no language fr; take one of en, zh-Hans"),
        ("LOG_LEVEL", "loud", "take one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("HTTP_PORT", "65536", "Input should be less than or equal to 65535"),
        ("WEBHOOK_SECRET", "x" * 31, SECRET_SENTENCE),
        ("WEBHOOK_SECRET", "x" * 257, SECRET_SENTENCE),
        ("WEBHOOK_SECRET", "open sesame, " * 4, SECRET_SENTENCE),
        ("WEBHOOK_URL", "http://bot.example.org", WEBHOOK_SENTENCE),
        ("WEBHOOK_URL", "bot.example.org", WEBHOOK_SENTENCE),
        ("WEBHOOK_URL", "https://", WEBHOOK_SENTENCE),
        ("WEBHOOK_URL", "https://bot.example.org?x=1", WEBHOOK_SENTENCE),
        ("WEBHOOK_URL", "https://[bot", WEBHOOK_SENTENCE),
        ("CLOCK_URL", "http://127.0.0.1:8081/playground/clock", CLOCK_SENTENCE),
        ("WEATHER", "qweather,vane", "there is no source vane; take manual, qweather or cap, and open-meteo"),
        ("WEATHER", "cap, qweather", "take qweather or cap: of two sources everybody would be warned twice"),
        ("WEATHER_URL", "a.qweatherapi.com", WEATHER_SENTENCE),
        ("WEATHER_URL", "file://warnings.xml", WEATHER_SENTENCE),
        ("FORECAST_URL", "file:///warnings.xml", WEATHER_SENTENCE),
        ("KEEP_FORMS_DAYS", "0", "Input should be greater than or equal to 1"),
        ("KEEP_DEAD_LETTERS_DAYS", "31", "Input should be less than or equal to 30"),
        ("KEEP_AUDIT_DAYS", "soon", "Input should be a valid integer, unable to parse string as an integer"),
        ("MESSAGES_PER_SECOND", "0", "Input should be greater than 0"),
        ("MESSAGES_PER_SECOND", "inf", "Input should be a finite number"),
        ("PAID_BROADCASTS_PER_SECOND", "1001", "Input should be less than or equal to 1000"),
        ("PAID_BROADCASTS_PER_SECOND", "30", "30 a second cost nothing: take more, up to 1000, or 0 to pay for none"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    desk: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"NUANYI_{setting}", value)
    with pytest.raises(StateFault) as raised:
        read_settings()
    assert str(raised.value) == f"NUANYI_{setting}: {sentence}"


def test_beside_a_playground_a_webhook_may_be_plain_and_a_clock_may_be_turned(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", "http://127.0.0.1:8081")
    monkeypatch.setenv("NUANYI_WEBHOOK_URL", "http://127.0.0.1:8080/")
    monkeypatch.setenv("NUANYI_CLOCK_URL", "http://127.0.0.1:8081/clock")
    settings = read_settings()
    assert settings.webhook_url == "http://127.0.0.1:8080"
    monkeypatch.setenv("NUANYI_CLOCK_URL", "127.0.0.1:8081")
    with pytest.raises(StateFault, match="the address of a clock begins with"):
        read_settings()


@pytest.mark.parametrize(
    "telegram",
    [
        "https://api.telegram.org.", "https://API.Telegram.org:443/x", "https://me:x@api.telegram.org",
        "https://api。telegram。org", "https://api%2Etelegram.org", "https://149.154.167.220", "https://[2001:67c:4e8:f004::9]",
        "http://localhost:8081", "https://127.0.0.1:8081",
    ],
)  # fmt: skip
def test_no_other_spelling_of_telegram_nor_another_server_of_its_goes_by_a_clock_that_is_turned(
    desk: Path, monkeypatch: pytest.MonkeyPatch, telegram: str
) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", telegram)
    monkeypatch.setenv("NUANYI_CLOCK_URL", "http://127.0.0.1:8081/playground/clock")
    with pytest.raises(StateFault, match="NUANYI_CLOCK_URL: "):
        read_settings()


def test_a_secret_may_stand_in_a_file_of_its_own(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "token").write_text("1:abc\n")
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN_FILE", str(desk / "token"))
    assert read_settings().telegram_token.get_secret_value() == "1:abc"
    (desk / ".env").write_text("NUANYI_TELEGRAM_TOKEN=2:def\n")
    assert read_settings().telegram_token.get_secret_value() == "2:def"


def test_the_databases_address_holds_a_password_and_may_stand_in_a_file_too(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "address").write_text("postgresql://nuanyi:hidden@localhost/nuanyi\n")
    monkeypatch.setenv("NUANYI_DATABASE_URL_FILE", str(desk / "address"))
    assert read_settings().database.endswith("nuanyi:hidden@localhost/nuanyi")


def test_a_file_for_a_secret_that_is_not_there_is_named(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN_FILE", "nowhere")
    with pytest.raises(StateFault, match=r"^NUANYI_TELEGRAM_TOKEN_FILE names a file that cannot be read: nowhere$"):
        read_settings()


def test_a_data_directory_that_cannot_be_made_is_named(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "file").touch()
    monkeypatch.setenv("NUANYI_DATA_DIR", "file/data")
    with pytest.raises(StateFault, match=r"^file/data cannot be made \(Not a directory\): is NUANYI_DATA_DIR right\?$"):
        use_secret_key(read_settings(), make=True)


def test_the_data_directory_that_we_make_is_nobody_elses(desk: Path) -> None:
    asyncio.run(_upgrade(read_settings()))
    assert (desk / "data" / "nuanyi.sqlite3").exists()
    assert stat.S_IMODE((desk / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("address", ["junk", "sqlite:///FILE", "sqlite+aiosqlite://", "mysql://a/b"])
def test_an_address_of_a_database_that_we_cannot_use_is_named(
    desk: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("NUANYI_DATABASE_URL", address)
    with pytest.raises(StateFault, match=r"^NUANYI_DATABASE_URL: no address of a database"):
        connect(read_settings())


@pytest.mark.parametrize("address", ["postgresql://u:a@ca:nary@host/x", "postgresql://u:a@canary@host/x"])
def test_a_password_that_was_not_written_as_an_address_wants_it_is_told_to_nobody(
    desk: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("NUANYI_DATABASE_URL", address)
    with pytest.raises(StateFault, match="an @ within the password is written %40") as refused:
        read_settings()
    assert "nary" not in "".join(traceback.format_exception(refused.value))


async def test_a_file_that_is_no_database_is_one_line_and_stays_as_it_is(desk: Path) -> None:
    file = desk / "data" / "nuanyi.sqlite3"
    file.parent.mkdir()
    file.write_text("an officer's letter, put in the wrong place\n" * 100)
    with pytest.raises(StateFault, match="is it in use, or not ours"):
        await _upgrade(read_settings())
    assert file.read_text().startswith("an officer's letter")


def test_a_key_file_that_holds_no_text_is_said_to_be_none(desk: Path) -> None:
    (desk / "data").mkdir()
    (desk / "data" / "secret.key").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StateFault, match=r"^data/secret.key holds no key: put the one back"):
        use_secret_key(read_settings(), make=True)


def test_a_database_of_a_later_version_is_left_alone(desk: Path) -> None:
    settings = read_settings()
    asyncio.run(_upgrade(settings))
    with closing(sqlite3.connect(desk / "data" / "nuanyi.sqlite3")) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(StateFault, match="of a later version than this program"):
        asyncio.run(_upgrade(settings))


NAMES = st.sampled_from([*Settings.model_fields, *(f"{name}_file" for name in SECRETS), "nobody_knows"])
PIECES = (
    "http://", "https://", "socks5://", "[", "]", "::1", ":", "@", "/", "%", "\n", "\t", "0", "65536", "-1", "nan",
    "inf", "..", "sqlite+aiosqlite:///", "postgresql://", "host", "Asia", "etc", "localtime", "true", "x" * 5_000,
    "٣", "1e999",
)  # fmt: skip
VALUES = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
)
CANARY = "k4n4r1"


@fuzzed(100)
@given(environment=st.dictionaries(NAMES, VALUES, max_size=5))
def test_any_environment_is_taken_or_refused_in_one_sentence_without_a_secret(
    desk: Path, environment: dict[str, str]
) -> None:
    TRIED["environments"] += 1
    secret = {"NUANYI_SECRET_KEY": CANARY, "NUANYI_WEBHOOK_SECRET": CANARY * 6}
    with pytest.MonkeyPatch.context() as operator:
        for name, value in (secret | {f"NUANYI_{name.upper()}": value for name, value in environment.items()}).items():
            operator.setenv(name, value)
        try:
            settings = read_settings()
            connect(settings)
            assert settings.zone
        except StateFault as fault:
            said = str(fault)
        else:
            return
    assert CANARY not in said
    assert said.startswith("NUANYI_")
    assert "\n" not in said


def test_sources_of_the_weather_are_named_with_commas(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().weather_sources == ()
    for said, named in (
        ("manual", ()), ("", ()), ("qweather", ("qweather",)), (" Open-Meteo , CAP,cap,", ("open-meteo", "cap")),
        ("manual,open-meteo", ("open-meteo",)),
    ):  # fmt: skip
        monkeypatch.setenv("NUANYI_WEATHER", said)
        assert read_settings().weather_sources == named


def test_only_a_playgrounds_own_weather_is_asked_for_every_few_seconds(desk: Path) -> None:
    here, there = "http://127.0.0.1:8081", "https://a.qweatherapi.com"
    turned = Settings(telegram_api_url=here, clock_url=f"{here}/playground/clock", weather="qweather,open-meteo")
    assert turned.model_copy(update={"weather_url": here, "forecast_url": here}).weather_is_turned
    assert not turned.model_copy(update={"weather_url": there, "forecast_url": here}).weather_is_turned
    assert not turned.model_copy(update={"weather_url": here}).weather_is_turned
    assert not Settings(telegram_api_url=here, weather="cap", weather_url=here).weather_is_turned
