"""What an operator reads of an import: faults, notes, what the list lacks, and the counts last."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import typer

from services.errors import ImportRefused
from services.finding import Finding
from services.lists.station_import import ImportResult

MISSING_SHOWN: Final = 20


@contextmanager
def faults_told() -> Iterator[None]:
    """Print what an ImportRefused on its way through holds: notes to stdout, faults to stderr."""
    try:
        yield
    except ImportRefused as refused:
        tell_notes(refused.notes)
        for fault in refused.faults:
            typer.echo(f"错误 {fault}", err=True)
        raise


def tell_notes(notes: Sequence[Finding]) -> None:
    """Print what is odd and stops nothing."""
    for note in notes:
        typer.echo(f"提示 {note}")


def tell(result: ImportResult, what: str, *, dry_run: bool = False) -> None:
    """Print which of `what` were missing and, last, the counts."""
    if result.missing:
        shown = "、".join(result.missing[:MISSING_SHOWN])
        more = f" 等{len(result.missing)}个" if len(result.missing) > MISSING_SHOWN else ""
        typer.echo(f"提示 已有的{what}不在这份名单里，没有改动：{shown}{more}")
    if dry_run:
        typer.echo("只是检查，什么也没有写入")
    typer.echo(str(result))
