"""The keys that seal what is private: Fernet, the newest key seals, every key opens."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_ring: MultiFernet | None = None
_newest: Fernet | None = None

NO_KEY = "no secret key in use: call use_keys first"


class WrongKey(Exception):
    """The secret key does not open what is stored."""


def use_keys(keys: list[str]) -> None:
    """Seal with the first of `keys` from now on and open with any of them; ValueError if one is no Fernet key."""
    global _ring, _newest
    ring = [Fernet(key) for key in keys]
    _ring, _newest = MultiFernet(ring), ring[0] if ring else None


def new_key() -> str:
    """Make a key as NUANYI_SECRET_KEY takes it."""
    return Fernet.generate_key().decode()


def encrypt(text: str) -> bytes:
    """Seal a text."""
    return _keys().encrypt(text.encode("utf-8", "surrogatepass"))


def decrypt(sealed: bytes) -> str:
    """Open a sealed text; WrongKey if none of the keys fits."""
    try:
        return _keys().decrypt(sealed).decode("utf-8", "surrogatepass")
    except InvalidToken:
        raise WrongKey("the secret key does not open what is stored") from None


def is_newest(sealed: bytes) -> bool:
    """Whether the first of the keys opens it."""
    if _newest is None:
        raise RuntimeError(NO_KEY)
    try:
        _newest.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def reseal(sealed: bytes) -> bytes:
    """Seal with the first of the keys what any of them opens; WrongKey if none does."""
    return encrypt(decrypt(sealed))


def _keys() -> MultiFernet:
    if _ring is None:
        raise RuntimeError(NO_KEY)
    return _ring
