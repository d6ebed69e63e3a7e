"""`make bench`: every benchmark beside its peer in the same run, written to docs/benchmarks.md."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import broadcast, courier, imports, search, updates, warnings

TARGET = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def head() -> str:
    """What was measured where."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Read the ratios: each figure stands beside its peer from the same run, on one",
            f"machine ({os.cpu_count()} cores, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}).",
            "",
        ]
    )


def main() -> None:
    """Run them all and write the page."""
    sections = [head(), *(benchmark.run() for benchmark in (updates, courier, broadcast, warnings, search, imports))]
    TARGET.write_text("\n".join(sections), "utf-8")
    print(TARGET.read_text("utf-8"))


main()
