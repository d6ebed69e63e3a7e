"""The documents as text: which there are, and what stands in them as code."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALL = sorted(
    str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)  # fmt: skip
CHINESE = [page for page in ALL if page.endswith(".zh-CN.md")]
TWINS = [(page.replace(".zh-CN.md", ".md"), page) for page in CHINESE]
FOR_USERS = [page for pair in TWINS for page in pair]
"""What people read who do not change the code; in both languages."""

READMES = ("README.md", "README.zh-CN.md")
OPERATING = ("docs/operating.md", "docs/operating.zh-CN.md")
WATCHING = ("docs/operating/watching.md", "docs/operating/watching.zh-CN.md")
PRIVACY = ("docs/privacy.md", "docs/privacy.zh-CN.md")


@cache
def text(page: str) -> str:
    """A document, or any other file of ours."""
    return (ROOT / page).read_text("utf-8")


@cache
def fences(page: str) -> tuple[str, ...]:
    """What stands between three backticks, with the name of its language on the first line."""
    return tuple(re.findall(r"^```(\w*\n.*?)^```", text(page), re.DOTALL | re.MULTILINE))


@cache
def prose(page: str) -> str:
    """The document without its fences."""
    return re.sub(r"^```.*?^```", "", text(page), flags=re.DOTALL | re.MULTILINE)


@cache
def spans(page: str) -> tuple[str, ...]:
    """What stands between two backticks."""
    return tuple(re.findall(r"`([^`]+)`", prose(page)))


def code(page: str) -> list[str]:
    """Every line and span that is code."""
    return [*spans(page), *(line.strip() for fence in fences(page) for line in fence.splitlines())]


def rows(page: str) -> list[list[str]]:
    """The rows of all tables, cell by cell."""
    lines = [line for line in prose(page).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def headings(page: str) -> list[str]:
    """The headings, with their signs."""
    return re.findall(r"^#+ .+", prose(page), re.MULTILINE)


def anchors(page: str) -> set[str]:
    """What a link may name after its #, as code hosts make it of the headings."""
    names = (heading.lstrip("# ").strip().lower() for heading in headings(page))
    return {re.sub(r"[^\w\- ]", "", name).replace(" ", "-") for name in names}
