"""Formats: what a file is, read from its first bytes."""

from struct import error, unpack

OPUS_SECOND = 48_000
"""Opus counts its time in so many steps a second."""
PLAIN = "application/octet-stream"
"""Just bytes."""


def kind_of(content: bytes) -> str:
    """The content type of a picture or a spoken message; anything else is just bytes."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "audio/ogg" if content.startswith(b"OggS") else PLAIN


def size_of(picture: bytes) -> tuple[int, int] | None:
    """The width and height of a picture in pixels; None if it is none, or a broken one."""
    read = {"image/jpeg": _size_of_jpeg, "image/png": _size_of_png, "image/webp": _size_of_webp}.get(kind_of(picture))
    try:
        size = read(picture) if read else None
    except (IndexError, error):
        return None
    return size if size and min(size) > 0 else None


def seconds_of(voice: bytes) -> int:
    """How long a spoken message is: the last page of an Ogg file counts the steps."""
    last = voice.rfind(b"OggS")
    steps = int.from_bytes(voice[last + 6 : last + 14], "little") if last >= 0 else 0
    return max(1, round(steps / OPUS_SECOND))


def _size_of_png(content: bytes) -> tuple[int, int]:
    width, height = unpack(">II", content[16:24])
    return width, height


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """A JPEG is a row of segments; those that begin a frame tell its size."""
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _size_of_webp(content: bytes) -> tuple[int, int]:
    if content[12:16] == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
