"""`nuanyi law check`: a lawyer reads what workers would be told, or the one thing that is wrong."""

from pathlib import Path

import pytest

from models.secrets import new_key
from services.law.law import SHIPPED, Law
from tests.bot.desk import types


@pytest.fixture(autouse=True)
def an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty directory, without any settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUANYI_SECRET_KEY", new_key())


def test_a_lawyer_reads_every_text_that_is_shipped_before_anything_is_installed() -> None:
    read = types("law", "check", SHIPPED)
    assert read.exit_code == 0, read.output
    assert read.output.startswith("version 1, signed by nobody\n")
    assert "[injury, station, order, theirs, unknown, " in read.output
    assert "：单位该去报工伤，30天" in read.output
    assert "到那天，申请劳动仲裁的期限就到头了。“仲裁期限不到7天，申请先行法律援助。”" in read.output
    assert "过了：不怪本人耽误的日子不算在里面" in read.output
    unread = [each.code for each in Law.read(SHIPPED).entries() if each.text["zh-Hans"] not in read.output]
    assert unread == ["injury-insurance"], "it is read where the platforms' insurance has begun, and where not"
    assert "江苏省2022年7月1日起有" in read.output
    assert "您这里开没开" in read.output


def test_a_lawyer_sees_their_name_before_the_bot_does(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('version = "1"\nsigned_by = "王律师"\nsigned_on = 2026-12-01\n', "utf-8")
    read = types("law", "check", file).output
    assert read.startswith("version 1, signed by 王律师 on 2026-12-01\n")
    assert "还没有律师核过" not in read
    assert "王律师2026年12月1日核过文字" in read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[hotline.12351]\ntext = "工会"', "[hotline.12351] text is to be written in every language"),
        (None, "cannot be read"),
    ],
)
def test_a_slip_is_one_sentence_and_exit_code_1(text: str | None, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "law.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    refused = types("law", "check", file)
    assert refused.exit_code == 1
    assert sentence in str(refused.exception)
