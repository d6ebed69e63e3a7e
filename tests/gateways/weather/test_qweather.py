"""QWeather: a warning that holds in a district becomes a Report; what is about something else is nobody's."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateways.weather.asking import Asker
from gateways.weather.credentials import ApiKey, SignedToken, credentials_in
from gateways.weather.qweather import QWeather
from services.clock import machine_seconds
from services.errors import StateFault, WeatherSilent
from services.heat.report import Color, Report
from tests.gateways.weather.answering import LUCHENG, Answering, alert, alerts


@pytest.fixture
def qweather(asker: Asker, world: Answering) -> QWeather:
    return QWeather(asker, f"{world.url}/", ApiKey("the-key"))


def pem(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


async def test_a_heat_warning_becomes_a_report(world: Answering, qweather: QWeather) -> None:
    world.answer, world.packs = alerts(alert()), True
    assert await qweather.warnings(LUCHENG) == [
        Report(
            source="qweather", source_id="A1@330302", supersedes=(), is_cancelled=False, adcode="330302",
            color=Color.ORANGE, event="高温", headline="清渡市气象台发布高温橙色预警信号",
            description="预计今天最高气温将升至37℃以上。", instruction="避免在高温时段露天作业。",
            sender="清渡市气象台", attribution="和风天气 QWeather https://example.org/a 可能存在延迟。",
            issued_at=datetime(2026, 7, 14, 2, 30, tzinfo=UTC), onset_at=datetime(2026, 7, 14, 3, tzinfo=UTC),
            expires_at=datetime(2026, 7, 15, 2, 30, tzinfo=UTC), celsius=None,
        )
    ]  # fmt: skip


async def test_it_is_told_a_place_in_hundredths_of_a_degree_and_the_key_in_a_header(
    world: Answering, qweather: QWeather
) -> None:
    world.answer = alerts()
    assert await qweather.warnings(LUCHENG) == []
    (asked,) = world.requests
    assert asked.path_qs == "/weatheralert/v1/current/28.00/120.65?localTime=true&lang=zh"
    assert asked.headers["X-QW-Api-Key"] == "the-key"


async def test_an_update_and_a_cancellation_name_what_they_end(world: Answering, qweather: QWeather) -> None:
    update = alert("A2", messageType={"code": "update", "supersedes": ["A1"]})
    world.answer = alerts(update, alert("A3", messageType={"code": "cancel", "supersedes": ["A2", "A0"]}))
    updated, cancelled = await qweather.warnings(LUCHENG)
    assert (updated.supersedes, updated.is_cancelled) == (("A1@330302",), False)
    assert (cancelled.supersedes, cancelled.is_cancelled) == (("A2@330302", "A0@330302"), True)


@pytest.mark.parametrize("code", ["1009", "1010", "1024", "1066", 1009])
async def test_all_four_kinds_of_heat_are_heat(world: Answering, qweather: QWeather, code: object) -> None:
    world.answer = alerts(alert(eventType={"name": "热", "code": code}))
    assert len(await qweather.warnings(LUCHENG)) == 1


async def test_wind_is_ignored_even_where_its_form_is_new(world: Answering, qweather: QWeather) -> None:
    wind = {"eventType": {"name": "大风", "code": "1006"}, "messageType": {}, "id": None}
    world.answer = alerts(alert(), wind)
    assert [report.source_id for report in await qweather.warnings(LUCHENG)] == ["A1@330302"]


@pytest.mark.parametrize("color", [None, {}, {"code": None}, {"code": "purple"}, {"code": ["red"]}, "red"], ids=str)
async def test_a_color_that_we_do_not_know_is_still_a_warning(world: Answering, qweather: QWeather, color: Any) -> None:
    world.answer = alerts(alert(color=color))
    (report,) = await qweather.warnings(LUCHENG)
    assert report.color is None


async def test_what_is_left_out_is_made_up_for(world: Answering, qweather: QWeather) -> None:
    bare = alert(onsetTime=None, expireTime=None, headline=None, instruction="a\x00\ud83d b\n", color=None)
    world.answer = json.dumps(alerts({**bare, "effectiveTime": None})).encode()
    (report,) = await qweather.warnings(LUCHENG)
    assert (report.onset_at, report.headline, report.instruction) == (None, "", "a b")
    assert report.expires_at == datetime(2026, 7, 15, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"<html>", b"\xff", b"[]", b"null", b"7", b"{}", b'{"alerts": []}', b'{"alerts": 7, "metadata": {}}',
        b'{"alerts": null, "metadata": {}}', b'{"alerts": [], "metadata": {"attributions": 7}}', b"[" * 50_000,
        b'{"alerts": [NaN], "metadata": {}}', {"error": {"status": 400, "title": "Invalid Parameter"}},
    ],
)  # fmt: skip
async def test_an_answer_of_another_shape_is_silence(world: Answering, qweather: QWeather, answer: Any) -> None:
    world.answer = answer
    with pytest.raises(WeatherSilent):
        await qweather.warnings(LUCHENG)


@pytest.mark.parametrize(
    "broken",
    [
        None, 7, "A1", {}, alert(id=""), alert(id=7), alert(id="x" * 200), alert(issuedTime="2026-07-14T10:30"),
        alert(issuedTime=None), alert(expireTime="tomorrow"), alert(headline=7), alert(messageType=None),
        alert(issuedTime="0001-01-01T00:00+08:00"), alert(messageType={"code": "update", "supersedes": [7]}),
    ],
    ids=str,
)  # fmt: skip
async def test_one_broken_warning_does_not_hide_another_and_alone_is_silence(
    world: Answering, qweather: QWeather, broken: Any
) -> None:
    world.answer = alerts(broken, alert("A9"))
    assert [report.source_id for report in await qweather.warnings(LUCHENG)] == ["A9@330302"]
    world.answer = alerts(broken)
    with pytest.raises(WeatherSilent):
        await qweather.warnings(LUCHENG)


# --- who asks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ids", "claims"), [("P2:K3", {"sub": "P2"}), ("Q1: P2 :K3\n", {"iss": "Q1", "sub": "P2"})])
def test_a_private_key_signs_a_token_that_qweather_can_check(ids: str, claims: dict[str, str]) -> None:
    key = Ed25519PrivateKey.generate()
    credentials = credentials_in(f"{ids}\n{pem(key)}")
    token = credentials.headers()["Authorization"].removeprefix("Bearer ")
    said, _, signature = token.rpartition(".")
    key.public_key().verify(decoded(signature), said.encode())
    header, payload = (json.loads(decoded(part)) for part in said.split("."))
    assert header == {"alg": "EdDSA", "kid": "K3"}
    now = machine_seconds()
    assert payload.pop("iat") == pytest.approx(now - 30, abs=3)
    assert payload.pop("exp") == pytest.approx(now + 900, abs=3)
    assert payload == claims
    assert credentials.headers()["Authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("seconds", [850, -2000])
def test_a_token_is_renewed_before_it_runs_out_and_when_the_clock_was_set(seconds: float) -> None:
    credentials = credentials_in(f"P2:K3\n{pem(Ed25519PrivateKey.generate())}")
    assert isinstance(credentials, SignedToken)
    first = credentials.headers()
    credentials._good_until -= seconds
    credentials._token = "an old one"
    assert credentials.headers() == first


OURS, ANOTHERS = pem(Ed25519PrivateKey.generate()), pem(X25519PrivateKey.generate())


@pytest.mark.parametrize(
    "key",
    [
        "", "two words", "键", OURS, f"K3\n{OURS}", f":K3\n{OURS}", f"P2:K3\n{ANOTHERS}",
        "P2:K3\n-----BEGIN PRIVATE KEY-----",
    ],
    ids=["none", "words", "no ASCII", "no ids", "one id", "half the ids", "of another kind", "cut"],
)  # fmt: skip
def test_what_is_no_key_is_said_before_anything_runs_and_is_not_repeated(key: str) -> None:
    with pytest.raises(StateFault, match="NUANYI_WEATHER_KEY") as raised:
        credentials_in(key)
    assert not key or key not in str(raised.value)


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
