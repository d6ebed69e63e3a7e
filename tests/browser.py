"""A real browser for the tests of the page: the one that is there, or Debian's, which `make test` installs."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ("apt-get update", "apt-get install --yes --no-install-recommends chromium")
PATIENCE_SECONDS = 300
NO_BROWSER = "no Chromium to be had: install the package chromium"


def browser() -> str | None:
    """The path of a browser on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def main() -> None:
    """Where there is none, install Debian's if that can be done without asking anybody."""
    if browser() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stdout.write("installing chromium for the tests of the page, once\n")
    sys.stdout.flush()
    for command in INSTALL:
        try:
            subprocess.run(
                command.split(), env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE_SECONDS, check=True,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            sys.stdout.write(f"{command} did not work ({type(error).__name__})\n")
            return


if __name__ == "__main__":
    main()
