"""An XLSX workbook: its sheets, the texts they share, and how their cells are shown."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final
from xml.parsers import expat

from services.errors import ImportRefused
from services.lists.number_format import Shown, shown_by
from services.lists.table_file import SAVE_AS
from services.lists.workbook_xml import Attributes, Damaged, LocalNames, elements, portions_told

LARGEST_UNPACKED: Final = 1 << 29  # bytes, all parts; a sheet of 180,000 stations has 170 MB
MOST_PARTS: Final = 10_000
LARGEST_SMALL_PART: Final = 1 << 25
MOST_TEXTS: Final = 4_000_000

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What a file damaged anywhere makes the readers below raise, and the look-ups of what it promised to hold.
_BROKEN: Final = (
    Damaged, expat.ExpatError, zipfile.BadZipFile, zlib.error,
    KeyError, IndexError,  # a part, an attribute or a shared text that is not there
    ValueError, OverflowError,  # a number that is none, or fits no date
    EOFError, OSError,  # a part that is cut off, or begins outside the file
    RuntimeError,  # a part locked with a password, or packed in a way that zipfile does not know
)  # fmt: skip
_OTHER_KINDS: Final = (
    ("macroenabled", "带有宏（.xlsm），宏不会运行，也不读这样的文件"),
    ("sheet.binary", "是 .xlsb 格式"),
    ("wordprocessingml", "是 Word 文档，不是表格"),
    ("presentationml", "是幻灯片，不是表格"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name on the tab, whether the tab is shown, where in the package it is."""

    name: str
    hidden: bool
    part: str


@contextmanager
def told_if_broken(name: str) -> Iterator[None]:
    """Whatever a broken workbook raises becomes one sentence."""
    try:
        yield
    except _BROKEN:
        raise ImportRefused(
            f"{name} 损坏了或不是真正的 Excel 工作簿；请在 Excel 或 WPS 里打开，再另存为 .xlsx"
        ) from None


class Workbook:
    """An opened workbook; what it is not is refused at once, its sheets are read when asked."""

    def __init__(self, content: bytes, name: str) -> None:
        """`content` begins as a zip file does; ImportRefused if it is no workbook that we read."""
        self.name = name
        with told_if_broken(name):
            if content.count(b"PK\x01\x02") > MOST_PARTS:
                raise Damaged
            self._zip = zipfile.ZipFile(BytesIO(content))
            self._parts = {info.filename.replace("\\", "/").lower().lstrip("/"): info for info in self._zip.infolist()}
            if sum(info.file_size for info in self._parts.values()) > LARGEST_UNPACKED:
                raise ImportRefused(
                    f"{name} 解开后超过 {LARGEST_UNPACKED >> 20} MB，不像名单，请删掉空行空列和图片，或分开导入"
                )
            self._refuse_others()
            self._links: dict[str, tuple[str, str]] = {}
            self.sheets: list[Sheet] = []
            self.shown: dict[str, Shown] = {}
            self._since_1904 = False
            main = self._main_part()
            self._read_links(main)
            elements(BytesIO(self._small(main)), self._take_workbook)
            self._read_styles()
            self.texts = self._read_texts()

    def open(self, part: str) -> IO[bytes]:
        """A part to be read in portions; Damaged if it is packed as no spreadsheet packs."""
        info = self._parts[part.lower()]
        # Only these two unpack no more than they are asked for, and no more than the directory says.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged
        return self._zip.open(info)

    def _small(self, part: str) -> bytes:
        with self.open(part) as stream:
            content = stream.read(LARGEST_SMALL_PART + 1)
        if len(content) > LARGEST_SMALL_PART:
            raise Damaged
        return content

    def _refuse_others(self) -> None:
        if "mimetype" in self._parts and b"opendocument" in self._small("mimetype"):
            raise ImportRefused(f"{self.name} 是 .ods 格式，{SAVE_AS}")
        if "[content_types].xml" not in self._parts:
            raise ImportRefused(f"{self.name} 是压缩包，请先解压，再导入里面的表格")
        types = self._small("[content_types].xml").lower()
        for mark, sentence in _OTHER_KINDS:
            if mark.encode() in types:
                raise ImportRefused(f"{self.name} {sentence}，{SAVE_AS}")

    def _main_part(self) -> str:
        found = ["xl/workbook.xml"]

        def take(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                found.append(attributes["Target"].lstrip("/"))

        elements(BytesIO(self._small("_rels/.rels")), take)
        return found[-1]

    def _read_links(self, main: str) -> None:
        folder, file = posixpath.split(main)

        def take(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                self._links[attributes["Id"]] = attributes.get("Type", "").rpartition("/")[2], target

        elements(BytesIO(self._small(f"{folder}/_rels/{file}.rels")), take)

    def _take_workbook(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self._since_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "sheet":
            link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            kind, part = self._links.get(link, ("", ""))
            if kind == "worksheet":
                self.sheets.append(Sheet(attributes["name"], attributes.get("state", "visible") != "visible", part))

    def _linked(self, kind: str) -> str | None:
        return next((part for other, part in self._links.values() if other == kind), None)

    def _read_styles(self) -> None:
        codes: dict[int, str] = {}
        formats: list[int] = []
        within: list[str] = [""]

        def take(tag: str, attributes: Attributes) -> None:
            if tag == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif tag == "xf":
                if within[0] == "cellXfs":
                    formats.append(int(attributes.get("numFmtId", "0")))
            elif tag in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
                within[0] = tag

        part = self._linked("styles")
        if part:
            elements(BytesIO(self._small(part)), take)
        for style, number in enumerate(formats):
            shown = shown_by(number, codes.get(number), since_1904=self._since_1904)
            if shown:
                self.shown[str(style)] = shown

    def _read_texts(self) -> list[str]:
        part = self._linked("sharedStrings")
        if not part:
            return []
        texts = _SharedTexts()
        with self.open(part) as stream:
            for _ in portions_told(stream, texts):
                if len(texts.found) > MOST_TEXTS:
                    raise Damaged
        return texts.found


class _SharedTexts:
    """Gathers the texts that the sheets share; how a Chinese word is pronounced is not part of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.depth = 0
        self.pieces: list[str] = []
        self._wanted = self._pronounced = False
        self._names = LocalNames()

    def start(self, name: str, _: Attributes) -> None:
        self.depth += 1
        tag = self._names[name]
        if tag == "rPh":
            self._pronounced = True
        self._wanted = tag == "t" and not self._pronounced

    def text(self, text: str) -> None:
        if self._wanted:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = self._names[name]
        self._wanted = False
        if tag == "rPh":
            self._pronounced = False
        elif tag == "si":
            self.found.append(unescaped("".join(self.pieces)))
            self.pieces.clear()


def unescaped(text: str) -> str:
    """The text with its control characters, which XML cannot hold and Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
