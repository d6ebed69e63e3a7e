"""How we show QWeather who asks: its key, or a token signed with a key of ours that never leaves this machine."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.clock import machine_seconds
from services.errors import StateFault

LASTS_SECONDS: Final = 900
EARLY_SECONDS: Final = 30  # their clock may be behind ours; dev.qweather.com/docs/configuration/authentication
RENEWED_SECONDS: Final = 60  # before it runs out
_PEM: Final = "-----BEGIN"


class Credentials(Protocol):
    """What goes with each question."""

    def headers(self) -> Mapping[str, str]:
        """The header that says who asks."""
        ...


def credentials_in(key: str) -> Credentials:
    """Those that NUANYI_WEATHER_KEY holds: an API key, or a line of ids and a private key below it; else StateFault."""
    ids, pem, rest = key.partition(_PEM)
    if not key:
        raise StateFault("NUANYI_WEATHER_KEY is not set: console.qweather.com gives one (or NUANYI_WEATHER_KEY_FILE)")
    if pem:
        return SignedToken(_claims_of(ids), _private_key(pem + rest))
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise StateFault("NUANYI_WEATHER_KEY is no API key of QWeather")
    return ApiKey(key)


class ApiKey:
    """A word that QWeather gave out."""

    def __init__(self, key: str) -> None:
        """The word."""
        self._key = key

    def headers(self) -> Mapping[str, str]:
        """It goes along as it is."""
        return {"X-QW-Api-Key": self._key}


class SignedToken:
    """A JSON Web Token signed with Ed25519; each is good for a quarter of an hour."""

    def __init__(self, claims: "Claims", key: Ed25519PrivateKey) -> None:
        """Whose it is, and the private key whose public half QWeather has."""
        self._claims, self._key = claims, key
        self._token, self._good_until = "", 0.0

    def headers(self) -> Mapping[str, str]:
        """The token, a new one before the last runs out."""
        now = machine_seconds()
        if not now < self._good_until - RENEWED_SECONDS < now + LASTS_SECONDS:  # the machine's clock may have been set
            self._token, self._good_until = self._signed(int(now)), now + LASTS_SECONDS
        return {"Authorization": f"Bearer {self._token}"}

    def _signed(self, now: int) -> str:
        key_id, claims = self._claims
        times = {"iat": now - EARLY_SECONDS, "exp": now + LASTS_SECONDS}
        said = f"{_encoded({'alg': 'EdDSA', 'kid': key_id})}.{_encoded({**claims, **times})}"
        return f"{said}.{_base64(self._key.sign(said.encode()))}"


Claims = tuple[str, Mapping[str, str]]
"""The credential's id, and what the token says of its owner."""


def _claims_of(line: str) -> Claims:
    """PROJECT_ID:KEY_ID, with DEVELOPER_ID: before them where QWeather asks for it."""
    ids = [each.strip() for each in line.split(":")]
    if len(ids) not in (2, 3) or not all(ids):
        raise StateFault(
            "NUANYI_WEATHER_KEY: the line above the private key reads PROJECT_ID:KEY_ID or "
            "DEVELOPER_ID:PROJECT_ID:KEY_ID, as console.qweather.com shows them"
        )
    *owner, key_id = ids
    return key_id, dict(zip(("sub", "iss"), reversed(owner), strict=False))


def _private_key(pem: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise StateFault("NUANYI_WEATHER_KEY holds no Ed25519 key: `openssl genpkey -algorithm ed25519` makes one")
    return key


def _encoded(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
