"""The settings: environment, .env, and a file for each secret."""

import re
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from locales import LANGUAGES
from models.database import address_of
from services.errors import StateFault
from services.retention import Keep

PREFIX = "NUANYI_"
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
FREE_PER_SECOND = 30  # core.telegram.org/bots/faq#broadcasting-to-users
TELEGRAM = "api.telegram.org"
SECRETS = (
    "telegram_token", "secret_key", "webhook_secret", "geocoder_key", "weather_key",
    "database_url",  # it holds a password
)  # fmt: skip
MANUAL, WARNING_SOURCES, FORECAST_SOURCES = "manual", ("qweather", "cap"), ("open-meteo",)


class Settings(BaseSettings):
    """What an operator sets; every name begins with NUANYI_ in the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", hide_input_in_errors=True)

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_proxy: str = ""
    database_url: str = ""
    data_dir: Path = Path("data")
    secret_key: SecretStr = SecretStr("")
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    clock_url: str = ""
    timezone: str = "Asia/Shanghai"
    language: str = "zh-Hans"
    geocoder: Literal["none", "nominatim", "photon", "baidu"] = "none"
    geocoder_url: str = ""
    geocoder_key: SecretStr = SecretStr("")
    weather: str = MANUAL
    weather_url: str = ""
    weather_key: SecretStr = SecretStr("")
    forecast_url: str = ""
    database_in_china: bool = False
    keep_forms_days: Annotated[int, Field(ge=1, le=90)] = Keep.forms_days
    keep_deliveries_days: Annotated[int, Field(ge=2, le=365)] = Keep.deliveries_days
    keep_dead_letters_days: Annotated[int, Field(ge=1, le=30)] = Keep.dead_letters_days
    keep_errands_days: Annotated[int, Field(ge=1, le=365)] = Keep.errands_days
    keep_invitations_days: Annotated[int, Field(ge=1, le=365)] = Keep.invitations_days
    keep_notices_days: Annotated[int, Field(ge=30, le=3650)] = Keep.notices_days
    keep_cases_days: Annotated[int, Field(ge=1, le=3650)] = Keep.cases_days
    keep_audit_days: Annotated[int, Field(ge=180, le=3650)] = Keep.audit_days
    approval_above: Annotated[int, Field(ge=0, le=1_000_000_000)] = 500
    messages_per_second: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 30.0
    paid_broadcasts_per_second: Annotated[float, Field(ge=0, le=1000)] = 0.0
    log_level: str = "INFO"
    log_json: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which stations open and close."""
        return ZoneInfo(self.timezone)

    @property
    def weather_sources(self) -> tuple[str, ...]:
        """The sources of the weather that are asked; none if warnings are posted by hand alone."""
        return tuple(name for name in self.weather.split(",") if name != MANUAL)

    @property
    def weather_is_turned(self) -> bool:
        """Whether the weather is a playground's, where somebody turns it."""
        warns, forecasts = (set(self.weather_sources) & {*names} for names in (WARNING_SOURCES, FORECAST_SOURCES))
        asked = [self.weather_url] * len(warns) + [self.forecast_url] * len(forecasts)
        return bool(self.clock_url and asked) and all(_begins_like(self.telegram_api_url, url) for url in asked)

    @property
    def keep(self) -> Keep:
        """How long things are kept."""
        return Keep(**{each.name: getattr(self, f"keep_{each.name}") for each in fields(Keep)})

    @property
    def database(self) -> str:
        """The database's address; an SQLite file in the data directory unless set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'nuanyi.sqlite3'}"

    def make_data_dir(self) -> None:
        """Make the data directory, nobody else's, if there is none; StateFault if that cannot be."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateFault(f"{self.data_dir} cannot be made ({error.strerror}): is NUANYI_DATA_DIR right?") from None

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"there is no time zone {name}; for example Asia/Shanghai") from None
        return name

    @field_validator("language")
    @classmethod
    def _language_exists(cls, name: str) -> str:
        if name not in LANGUAGES:
            raise ValueError(f"there is no language {name}; take one of {', '.join(LANGUAGES)}")
        return name

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_ours(cls, address: str) -> str:
        if address:
            address_of(address)
        return address

    @field_validator("telegram_api_url")
    @classmethod
    def _address_is_one(cls, address: str) -> str:
        if not address.startswith(("http://", "https://")):
            raise ValueError("the address of a Bot API server begins with https:// or http://")
        return address

    @field_validator("geocoder_url")
    @classmethod
    def _geocoder_address_is_one(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError("the address of a geocoder begins with https:// or http://")
        return address

    @field_validator("weather")
    @classmethod
    def _weather_is_known(cls, names: str) -> str:
        named = list(dict.fromkeys(name.strip().lower() for name in names.split(",") if name.strip()))
        if unknown := set(named) - {MANUAL, *WARNING_SOURCES, *FORECAST_SOURCES}:
            raise ValueError(f"there is no source {min(unknown)}; take manual, qweather or cap, and open-meteo")
        if set(WARNING_SOURCES) <= {*named}:
            raise ValueError("take qweather or cap: of two sources everybody would be warned twice")
        return ",".join(named) or MANUAL

    @field_validator("weather_url", "forecast_url")
    @classmethod
    def _source_has_an_address(cls, address: str, others: ValidationInfo) -> str:
        is_file = others.field_name == "weather_url" and address.startswith("file:///")  # of warnings, for cap
        if address and not (is_file or _is_address(address, "http", "https")):
            raise ValueError("the address of a source of the weather begins with https:// or http://")
        return address

    @field_validator("webhook_url")
    @classmethod
    def _telegram_finds_us(cls, address: str, others: ValidationInfo) -> str:
        wanted = "https" if _is_telegram(others) else "http"
        if address and not (_is_address(address, wanted, "https") and urlsplit(address).query == ""):
            raise ValueError("the public address at which Telegram finds us begins with https:// and names a host")
        return address.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_one(cls, secret: SecretStr) -> SecretStr:
        if secret.get_secret_value() and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("take 32 to 256 letters, digits, _ and -, by chance: `openssl rand -hex 32` prints some")
        return secret

    @field_validator("clock_url")
    @classmethod
    def _clock_is_of_a_playground(cls, address: str, others: ValidationInfo) -> str:
        if address and _is_telegram(others):
            raise ValueError("people at Telegram live by the real time: only a playground's clock can be turned")
        if address and not _is_address(address, "http", "https"):
            raise ValueError("the address of a clock begins with https:// or http://")
        if address and not _begins_like(str(others.data.get("telegram_api_url")), address):
            raise ValueError("the clock is that of the playground at NUANYI_TELEGRAM_API_URL, and begins like it")
        return address

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy_is_one(cls, address: str) -> str:
        try:
            parts = urlsplit(address)
            whole = parts.scheme in ("http", "socks5") and bool(parts.hostname and parts.port)
        except ValueError:
            whole = False
        if address and not whole:
            raise ValueError("a proxy is http://host:port or socks5://host:port")
        return address

    @field_validator("paid_broadcasts_per_second")
    @classmethod
    def _is_more_than_is_free(cls, rate: float) -> float:
        if 0 < rate <= FREE_PER_SECOND:
            raise ValueError("30 a second cost nothing: take more, up to 1000, or 0 to pay for none")
        return rate

    @field_validator("telegram_token")
    @classmethod
    def _token_is_one(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("a token is a number, a colon and letters, as @BotFather shows it")
        return token

    @field_validator("log_level")
    @classmethod
    def _level_exists(cls, name: str) -> str:
        if name.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
            raise ValueError("take one of DEBUG, INFO, WARNING, ERROR, CRITICAL")
        return name.upper()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is named directly wins over a file that is named."""
        return init_settings, env_settings, dotenv_settings, _NamedFiles(settings_cls)


def _is_telegram(others: ValidationInfo) -> bool:
    """Whether the Bot API server of these settings is the real one."""
    return urlsplit(str(others.data.get("telegram_api_url", ""))).hostname in (TELEGRAM, f"{TELEGRAM}.")


def _is_address(address: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _begins_like(address: str, other: str) -> bool:
    """Whether two addresses lead to the same server."""
    return urlsplit(address)[:2] == urlsplit(other)[:2]


class _NamedFiles(PydanticBaseSettingsSource):
    """Reads a secret from the file that NUANYI_…_FILE names, so that it stands in no environment."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Of one field: its value from the file, if one is named."""
        name = f"{PREFIX}{field_name.upper()}_FILE".lower()
        named = EnvSettingsSource(self.settings_cls).env_vars
        path = named.get(name) or DotEnvSettingsSource(self.settings_cls).env_vars.get(name)
        if field_name not in SECRETS or not path:
            return None, field_name, False
        try:
            return Path(path).read_text().strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            raise _fault(f"{name.upper()} names a file that cannot be read: {path}") from None

    def __call__(self) -> dict[str, Any]:
        """All secrets that stand in named files."""
        values = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def misspelled() -> list[str]:
    """A sentence for each name in the environment or .env that looks like a setting and is none."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    known += [f"{PREFIX}{name.upper()}_FILE" for name in SECRETS]
    named = {**EnvSettingsSource(Settings).env_vars, **DotEnvSettingsSource(Settings).env_vars}
    unknown = sorted({name.upper() for name in named if name.upper().startswith(PREFIX)} - {*known})
    return [f"{name} is no setting and does nothing{_meant(name, known)}" for name in unknown]


def _meant(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1, cutoff=0.8)
    return f"; is {nearest[0]} meant?" if nearest else ""


def read_settings() -> Settings:
    """The settings as they stand now; StateFault names the first one that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise _fault(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def token_of(settings: Settings) -> str:
    """The bot's token; StateFault if there is none."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        raise StateFault("NUANYI_TELEGRAM_TOKEN is not set: @BotFather gives you one (or NUANYI_TELEGRAM_TOKEN_FILE)")
    return token


def _fault(sentence: str) -> StateFault:
    """What is wrong, on one line, whatever the value that it quotes."""
    return StateFault(" ".join(sentence.split()))
