"""Files: what people and the bot have sent, as it may be fetched and sent again."""

import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playground.rules.refusals import Refusal, bad_request

Json = dict[str, Any]

LARGEST_BYTES = 20 * 1024 * 1024
LINK_SECONDS = 3600.0
"""How long a link holds, once it was given."""
ENDINGS = {"photo": ".jpg", "voice": ".oga"}
"""The names that Telegram gives to what has none."""
SAMPLES = Path(__file__).parent / "samples"
PHOTO = (SAMPLES / "photo.jpg").read_bytes()
VOICE = (SAMPLES / "voice.ogg").read_bytes()
"""A true picture and three true seconds of sound, made with ffmpeg, for a phone that is not told what to send."""


@dataclass(frozen=True, slots=True)
class File:
    """One file; `part` is what a message says of it, under the name `kind`."""

    kind: str
    part: Any
    content: bytes
    name: str = ""


@dataclass
class Files:
    """What was sent, by file id, and the links given for it; so many as `stale_links` says run out at once."""

    sent: dict[str, File] = field(default_factory=dict)
    links: dict[str, tuple[File, float]] = field(default_factory=dict)
    stale_links: int = 0
    _numbers: "count[int]" = field(default_factory=count)

    def keep(self, kind: str, part: Any, content: bytes) -> None:
        """Somebody sends a file: `part` is one object of the Bot API, or the sizes of a photo."""
        sizes = part if isinstance(part, list) else [part]
        file = File(kind, part, content, sizes[-1].get("file_name", ENDINGS.get(kind, "")))
        self.sent.update({size["file_id"]: file for size in sizes})

    def known(self, file_id: str) -> File:
        """A file that was sent before; a Refusal where there is none."""
        if file_id not in self.sent:
            raise bad_request("wrong remote file identifier specified: can't unserialize it")
        return self.sent[file_id]

    def link(self, file_id: str) -> str:
        """A new path to a file; a Refusal where there is no such file, or one too big for a bot."""
        file = self.sent.get(file_id)
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > LARGEST_BYTES:
            raise bad_request("file is too big")
        ending = file.name.rpartition(".")[2] if "." in file.name else "bin"
        path = f"{file.kind}s/file_{next(self._numbers)}.{quote(ending)}"
        seconds = 0.0 if self.stale_links else LINK_SECONDS
        self.stale_links = max(0, self.stale_links - 1)
        self.links[path] = file, time.monotonic() + seconds
        return path

    def open(self, path: str) -> bytes:
        """What a link leads to; a Refusal when it has run out."""
        file, until = self.links.get(path, (None, 0.0))
        if file is None or until <= time.monotonic():
            raise Refusal(404, "Not Found")
        return file.content

    def clear(self) -> None:
        """Nothing was ever sent."""
        self.sent.clear()
        self.links.clear()
