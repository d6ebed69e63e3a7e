"""Markup: the HTML that Telegram accepts, read into plain text and entities."""

import re
from dataclasses import dataclass, field
from typing import Any

from playground.rules.refusals import Refusal, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TOKEN = re.compile(
    r"<(?P<tag>[^>]*)(?P<closed>>?)|&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<decimal>\d{1,7})|(?P<name>lt|gt|amp|quot));?"
)
ATTRIBUTE = re.compile(r"\s*([^\s=/>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([a-zA-Z0-9.-]+)))?")
NAME = re.compile(r"[\s/]")
HALF = re.compile("[\ud800-\udfff]")
INVISIBLE = re.compile("[\r\u2028-\u202e]")
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
VALUELESS = {("blockquote", "expandable")}


def length(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 units, which is never less than its number of characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_html(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The text a person sees and its entities; a Refusal where Telegram cannot parse it."""
    if "<" not in html and "&" not in html:
        return html, []
    return _Reader(html).read()


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    index: int


@dataclass(slots=True)
class _Reader:
    html: str
    text: list[str] = field(default_factory=list)
    offset: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    count: int = 0

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        position = 0
        for token in TOKEN.finditer(self.html):
            if position < token.start():
                self._write(self.html[position : token.start()])
            position = token.end()
            self._meet(token)
        self._write(self.html[position:])
        if self.opened:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        ordered = [entity for _, entity in sorted(self.entities, key=lambda pair: pair[0])]
        return "".join(self.text), _joined_code(ordered)

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.offset += length(text)

    def _meet(self, token: re.Match[str]) -> None:
        if token["tag"] is None:
            self._write(_character(token))
        elif not token["closed"]:
            raise self._at(token, "Unclosed start tag")
        elif token["tag"].startswith("/"):
            self._end(token)
        else:
            self._start(token)

    def _start(self, token: re.Match[str]) -> None:
        tag = NAME.split(token["tag"], maxsplit=1)[0].lower()
        if tag not in KINDS:
            raise self._at(token, f'Unsupported start tag "{tag}"')
        attributes = {} if len(tag) == len(token["tag"]) else self._attributes(tag, token)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._at(token, 'Tag "span" must have class "tg-spoiler"')
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise _cannot("Invalid custom emoji identifier specified")
        if tag == "blockquote" and any(other.tag == "blockquote" for other in self.opened):
            raise self._at(token, "Nested blockquote")
        self.opened.append(_Open(tag, attributes, self.offset, self.count))
        self.count += 1

    def _attributes(self, tag: str, token: re.Match[str]) -> dict[str, str]:
        rest = token["tag"][len(tag) :]
        attributes: dict[str, str] = {}
        while rest.strip():
            found = ATTRIBUTE.match(rest)
            if found is None:
                raise self._at(token, f'Unexpected characters in the tag "{tag}"')
            name = found[1].lower()
            value = next((value for value in found.groups()[1:] if value is not None), None)
            if value is None and (tag, name) not in VALUELESS:
                raise self._at(token, f'Expected equal sign in declaration of an attribute of the tag "{tag}"')
            attributes[name] = TOKEN.sub(_character, value or "")
            rest = rest[found.end() :]
        return attributes

    def _end(self, token: re.Match[str]) -> None:
        tag = token["tag"][1:].strip().lower()
        if not self.opened:
            raise self._at(token, "Unexpected end tag")
        begun = self.opened.pop()
        if tag and tag != begun.tag:
            raise self._at(token, "Unmatched end tag", f', expected "</{begun.tag}>", found "</{tag}>"')
        span = self.offset - begun.offset
        if span:
            if begun.tag == "a" and not begun.attributes.get("href"):
                begun.attributes["href"] = self._since(begun.offset)
            entity = _entity(begun, span)
            if entity:
                self.entities.append((begun.index, entity))

    def _since(self, offset: int) -> str:
        raw = "".join(self.text).encode("utf-16-le", "surrogatepass")
        return raw[offset * 2 :].decode("utf-16-le", "surrogatepass")

    def _at(self, token: re.Match[str], what: str, more: str = "") -> Refusal:
        position = len(self.html[: token.start()].encode("utf-8", "surrogatepass"))
        return _cannot(f"{what} at byte offset {position}{more}")


def _cannot(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def _character(token: re.Match[str]) -> str:
    if token["tag"] is not None:
        return token[0]
    if token["name"]:
        return CHARACTERS[token["name"]]
    code = int(token["hex"], 16) if token["hex"] else int(token["decimal"])
    # A surrogate or a number beyond Unicode stays as it was written, as at Telegram.
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else token[0]


def _entity(begun: _Open, span: int) -> dict[str, Any] | None:
    entity: dict[str, Any] = {"type": KINDS[begun.tag], "offset": begun.offset, "length": span}
    if begun.tag == "a":
        return _link(entity, begun.attributes["href"])
    if begun.tag == "tg-emoji":
        entity["custom_emoji_id"] = begun.attributes["emoji-id"]
    if begun.tag == "blockquote" and "expandable" in begun.attributes:
        entity["type"] = "expandable_blockquote"
    language = begun.attributes.get("class", "").removeprefix("language-")
    if begun.tag == "code" and language:
        entity["language"] = language
    return entity


def _link(entity: dict[str, Any], url: str) -> dict[str, Any] | None:
    """A link that leads nowhere is shown as plain text, as at Telegram."""
    if not re.match(r"(https?://)?[^\s/]+\.[^\s]+|tg://\S+|mailto:\S+|tel:\S+", url):
        return None
    return {**entity, "url": url if "://" in url or ":" in url else f"http://{url}/"}


def _joined_code(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`<pre><code class="language-python">` is one block that knows its language."""
    joined: list[dict[str, Any]] = []
    for entity in entities:
        before = joined[-1] if joined else None
        if before and before["type"] == "pre" and entity["type"] == "code" and _same_place(before, entity):
            if "language" in entity:
                before["language"] = entity["language"]
            continue
        joined.append(entity)
    for entity in joined:
        if entity["type"] == "code":
            entity.pop("language", None)
    return joined


def _same_place(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (one["offset"], one["length"]) == (other["offset"], other["length"])


def cleaned(text: str) -> str:
    """Without control characters and signs that turn the direction of reading, as Telegram keeps a text."""
    if HALF.search(text):
        raise bad_request("strings must be encoded in UTF-8")
    return CONTROL.sub(" ", INVISIBLE.sub("", text))


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Without blank space around it, as Telegram keeps a text; entities move along and never hang over the end."""
    bare = text.strip()
    if bare == text:
        return text, entities
    left = length(text[: len(text) - len(text.lstrip())])
    end = length(bare)
    moved = []
    for entity in entities:
        first = max(entity["offset"] - left, 0)
        last = min(entity["offset"] + entity["length"] - left, end)
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return bare, moved
