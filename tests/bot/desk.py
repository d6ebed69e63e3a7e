"""An operator's desk: `nuanyi` as it is typed."""

import pytest
from typer.testing import CliRunner, Result

from bot.command_line import application
from tests.homes import Home


def types(*words: object) -> Result:
    """Type `nuanyi` and these words."""
    return CliRunner().invoke(application, [str(word) for word in words])


def sits_down(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make these settings the operator's."""
    for name, value in home.settings.items():
        monkeypatch.setenv(f"NUANYI_{name.upper()}", str(value))
