"""Parts: long words of people cut into pieces that Telegram takes, each whole in itself."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Final, NamedTuple

from markupsafe import Markup

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
"""Both in UTF-16 units after the markup is read. core.telegram.org/bots/api#sendmessage, #sendphoto"""
FRAME_UNITS: Final = 400
"""So much is left for our own words around theirs."""
_TOKEN: Final = re.compile(r"<(/?)([a-z-]+)([^<>]*)>|&[#a-zA-Z0-9]{1,10};|.", re.DOTALL)
# What may stand inside a quotation, which may hold no other. core.telegram.org/bots/api#html-style
_PLAIN_TAGS: Final = frozenset({"b", "strong", "i", "em", "u", "s", "code"})
_LINK: Final = re.compile(r' href="(https?://[^"]+)"')
_BREAKS: Final = (("\n\n",), ("\n",), ("。", "！", "？", ". ", "! ", "? "), ("，", "；", " "))


class _Letter(NamedTuple):
    """A character and the tags it stands in."""

    text: str
    tags: tuple[str, ...]


def units(html: str) -> int:
    """How long Telegram finds a text: in UTF-16 units, which is never less than its characters."""
    return sum(_units(letter.text) for letter in _letters(html))


def words_alone(html: str) -> str:
    """A text in Telegram's HTML without its markup."""
    return "".join(letter.text for letter in _letters(html))


def split(html: str, most: int) -> list[Markup]:
    """A text in Telegram's HTML as parts of at most so many units; tags that a cut falls into are opened anew.

    It is cut after a paragraph, a line, a sentence or a word, if one ends in the second half of a part. Nothing of
    the words is lost; of the markup stays what may stand in a quotation. No words: no parts.
    """
    letters, parts = list(_letters(html)), list[Markup]()
    while letters:
        cut = _cut(letters, most)
        parts.append(_written(letters[:cut]))
        letters = letters[cut:]
    return parts


def _letters(html: str) -> Iterator[_Letter]:
    opened: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(html):
        ends, name, rest = token[1], token[2], token[3]
        if not name:
            yield _Letter(unescape(token[0]), tuple(tag for _, tag in opened if tag))
        elif not ends:
            opened.append((name, _allowed(name, rest)))
        elif name in (each for each, _ in opened):
            while opened.pop()[0] != name:
                continue


def _allowed(name: str, rest: str) -> str:
    """The tag as it may stand in a quotation; "" if it may not."""
    link = _LINK.fullmatch(rest)
    if name == "a" and link:
        return f'a href="{link[1]}"'
    if name in ("tg-spoiler", "span"):
        return "tg-spoiler"
    return name if name in _PLAIN_TAGS and not rest else ""


def _cut(letters: list[_Letter], most: int) -> int:
    """How many of the letters make the next part."""
    room, fit = most, 0
    for letter in letters:
        room -= _units(letter.text)
        if room < 0:
            break
        fit += 1
    if fit == len(letters):
        return fit
    text = "".join(letter.text for letter in letters[:fit])
    ends = (max(text.rfind(each) + len(each) for each in signs if each in text) for signs in _found(text))
    return next((end for end in ends if end > fit // 2), fit)


def _found(text: str) -> Iterator[tuple[str, ...]]:
    return (signs for signs in _BREAKS if any(each in text for each in signs))


def _written(letters: list[_Letter]) -> Markup:
    html, opened = list[str](), tuple[str, ...]()
    for letter in (*letters, _Letter("", ())):
        shared = next(
            (at for at, (a, b) in enumerate(zip(opened, letter.tags, strict=False)) if a != b),
            min(len(opened), len(letter.tags)),
        )
        html += [f"</{tag.partition(' ')[0]}>" for tag in reversed(opened[shared:])]
        html += [f"<{tag}>" for tag in letter.tags[shared:]]
        html.append(escape(letter.text, quote=False))
        opened = letter.tags
    return Markup("".join(html))  # noqa: S704 - every letter was escaped, every tag is one of ours


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
