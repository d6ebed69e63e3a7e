"""A table's file as bytes: told apart by what is in it, not by its name, and refused if it is no table."""

from pathlib import Path
from typing import Final

from services.errors import ImportRefused

LARGEST_BYTES: Final = 256 * 1024 * 1024
SAVE_AS: Final = "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”再导入"

_OTHERS: Final = (
    (b"%PDF", "是 PDF，不是表格，请导入表格本身（.xlsx 或 CSV）"),
    (b"\x89PNG", "是图片，请导入表格本身（.xlsx 或 CSV）"),
    (b"\xff\xd8\xff", "是图片，请导入表格本身（.xlsx 或 CSV）"),
    (b"Rar!", "是压缩包，请先解压，再导入里面的表格"),
    (b"7z\xbc\xaf", "是压缩包，请先解压，再导入里面的表格"),
    (b"\x1f\x8b", "是压缩包，请先解压，再导入里面的表格"),
)
_WEB_PAGE: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style")
_OLE: Final = b"\xd0\xcf\x11\xe0"


def content_of(path: Path) -> bytes:
    """All of a file that may hold a table; ImportRefused, one sentence, if it cannot."""
    content = _content(path)
    for beginning, sentence in _OTHERS:
        if content.startswith(beginning):
            raise ImportRefused(f"{path.name} {sentence}")
    if content.startswith(_OLE):
        raise ImportRefused(f"{path.name} {_ole(content)}")
    if content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB_PAGE):
        raise ImportRefused(f"{path.name} 其实是网页格式，不是表格文件，{SAVE_AS}")
    return content


def is_zip(content: bytes) -> bool:
    """Whether it may be a workbook."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportRefused(f"{path} 是文件夹，请给出一个 .xlsx 或 CSV 文件")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)  # a device has no size, and no end
    except FileNotFoundError:
        raise ImportRefused(f"没有 {path} 这个文件，请核对路径") from None
    except (OSError, ValueError) as error:
        raise ImportRefused(f"打不开 {path.name}：{getattr(error, 'strerror', None) or '路径不对'}") from None
    if len(content) > LARGEST_BYTES:
        raise ImportRefused(f"{path.name} 超过 {LARGEST_BYTES // 1024**2} MB，不像名单，请分开导入")
    return content


def _ole(content: bytes) -> str:
    """What is said of a file from before 2007, or of one under a password: they share one envelope."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"设了打开密码，读不了；请去掉密码，{SAVE_AS.removeprefix('请')}"
    return f"是旧的 .xls 或 .et 格式，{SAVE_AS}"
