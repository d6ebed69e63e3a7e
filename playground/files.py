"""Files: what people have sent, as a bot may fetch it."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

from playground.refusals import Refusal, bad_request

Json = dict[str, Any]

LARGEST_BYTES = 20 * 1024 * 1024
LINK_SECONDS = 3600.0
"""How long a link holds, once it was given."""


@dataclass(frozen=True)
class File:
    """One file; `id` is what a bot gets of it."""

    id: str
    name: str
    content: bytes


@dataclass
class Files:
    """Everything that was sent, and the links given for it; so many as `stale_links` says run out at once."""

    sent: dict[str, File] = field(default_factory=dict)
    links: dict[str, tuple[File, float]] = field(default_factory=dict)
    stale_links: int = 0
    _numbers: "count[int]" = field(default_factory=count)

    def keep(self, file_id: str, name: str, content: bytes) -> None:
        """Somebody sends a file."""
        self.sent[file_id] = File(file_id, name, content)

    def link(self, file_id: str) -> str:
        """A new path to a file; a Refusal where there is no such file, or one too big for a bot."""
        file = self.sent.get(file_id)
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > LARGEST_BYTES:
            raise bad_request("file is too big")
        ending = file.name.rpartition(".")[2] if "." in file.name else "bin"
        path = f"documents/file_{next(self._numbers)}.{quote(ending)}"
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
