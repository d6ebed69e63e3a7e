"""Articles: the law's own words, for those who want to read what a deadline stands on."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parent / "data" / "articles.toml"


def article(law: str, number: int) -> str:
    """The text of an article by the code of its law, in Chinese; "" where it is not among those that are shipped."""
    return _articles().get(law, {}).get(str(number), "").strip()


@lru_cache(1)
def _articles() -> dict[str, dict[str, str]]:
    return tomllib.loads(SHIPPED.read_text("utf-8"))
