"""A Dockerfile carried out without an engine: a directory stands for the image's root, its commands are really run."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

SOMEBODY: Final = 10001
BUILD_SECONDS: Final = 540.0
NO_NETWORK: Final = re.compile(r"Retrying \(Retry|NewConnectionError|Temporary failure in name resolution")
# What a command of a container finds in its environment besides what the image sets; the rest is for pip here.
OF_THE_MACHINE: Final = re.compile(r"(PIP|UV|SSL|REQUESTS|CURL)_|\w+_proxy$|\w+_PROXY$|LANG$")


class NoRegistry(Exception):
    """The packages that are pinned cannot be fetched now."""


@dataclass
class Image:
    """What stands in the image, under `root`, and how it is started."""

    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    start: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    user: str = "0:0"
    workdir: str = "/"

    @property
    def root(self) -> Path:
        """Where its files are; the stage at work always has the same place, or scripts would not find their Python."""
        return self.directory / "root"

    def within(self, text: str) -> str:
        """The same words with each absolute path as it is here."""
        text = text.replace(str(SOMEBODY), str(_somebody()))
        return re.sub(r"(?<![\w.}$*/-])/(?=\w)", f"{self.root}/", text)

    def process(self, *words: str, **settings: str) -> dict[str, Any]:
        """How to start a command in a container of this image: its user, its environment, nothing of ours."""
        [user, group] = map(int, self.within(self.user).split(":"))
        who = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        temporary = {"TMPDIR": str(self.root / "tmp"), "HOME": "/"}
        return {"args": words, "cwd": self.workdir, "env": self.environment | temporary | settings, **who}

    def runs(self, *words: str, **settings: str) -> str:
        """What `docker run IMAGE words` prints; it must succeed."""
        how = self.process(*self.start, *words, **settings)
        done = subprocess.run(**how, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def is_healthy(self, **settings: str) -> bool:
        """What the health check says."""
        done = subprocess.run(**self.process(*self.health, **settings), capture_output=True, timeout=20, check=False)
        assert done.returncode in (0, 1), "an engine knows no other"
        return done.returncode == 0


@contextmanager
def built(dockerfile: Path) -> Iterator[Image]:
    """The image of this file, gone at the end; NoRegistry if its packages are out of reach."""
    directory = Path(tempfile.mkdtemp(prefix="nuanyi-image-"))
    directory.chmod(0o755)
    try:
        image = Image(directory)
        for instruction, words in instructions(dockerfile.read_text("utf-8")):
            _carry_out(image, dockerfile.parent, instruction, words)
        yield image
    finally:
        shutil.rmtree(directory)


def instructions(text: str) -> list[tuple[str, str]]:
    """A Dockerfile's instructions and what each says, on one line."""
    told = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    lines = re.sub(r"\s*\\\n\s*", " ", told).splitlines()
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines if line.strip()]


def _carry_out(image: Image, context: Path, instruction: str, words: str) -> None:  # noqa: C901 - a table
    match instruction:
        case "FROM":
            _begin(image)
        case "ENV":
            for name, value in re.findall(r"(\w+)=(\S+)", image.within(words)):
                image.environment[name] = value.replace("$PATH", image.environment["PATH"])
        case "WORKDIR":
            image.workdir = image.within(words)
            Path(image.workdir).mkdir(parents=True, exist_ok=True)
        case "COPY":
            _copy(image, context, words)
        case "RUN":
            _run(image, words)
        case "USER":
            image.user = words
        case "ENTRYPOINT":
            image.start = json.loads(words)
        case "CMD":
            image.words = json.loads(words)
        case "HEALTHCHECK":
            image.health = json.loads(words.partition(" CMD ")[2])
        case "ARG" | "LABEL" | "VOLUME" | "EXPOSE" | "STOPSIGNAL":
            pass
        case _:
            raise AssertionError(f"{instruction} is new here: say what it does")


def _begin(image: Image) -> None:
    """A stage: the last one steps aside, and an image of Python, ours without its packages, takes its place."""
    if image.root.exists():
        image.root.rename(image.directory / "build")
    local = image.root / "usr/local"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (local / "bin").mkdir(parents=True)
    shutil.copy(Path(sys.base_prefix, "bin", version), local / "bin/python")
    shutil.copytree(sysconfig.get_path("stdlib"), local / "lib" / version, ignore=_not_needed, symlinks=True)
    for library in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython3*.so*"):
        shutil.copy(library, local / "lib")
    (image.root / "tmp").mkdir()
    (image.root / "tmp").chmod(0o1777)
    machine = {name: value for name, value in os.environ.items() if OF_THE_MACHINE.match(name)}
    path = {"PATH": f"{local}/bin:/usr/bin:/bin", "LD_LIBRARY_PATH": str(local / "lib")}
    image.environment, image.workdir, image.user = machine | path, str(image.root), "0:0"


_not_needed = shutil.ignore_patterns(
    "test", "tests", "site-packages", "dist-packages", "config-*", "idlelib", "tkinter"
)


def _copy(image: Image, context: Path, words: str) -> None:
    """Copy from the stage before, or from the context, of which .dockerignore lets through what it names."""
    *sources, target = [word for word in words.split() if not word.startswith("--")]
    if "--from=build" in words:
        [source] = sources
        shutil.copytree(image.directory / "build" / source.lstrip("/"), image.within(target), symlinks=True)
        return
    allowed, hidden = _let_through(context)
    for name in allowed if sources == ["."] else sources:
        assert name in allowed, f"{name} stands in no line of .dockerignore"
        whole, place = context / name, Path(image.workdir, target, name)
        if whole.is_dir():
            shutil.copytree(whole, place, ignore=shutil.ignore_patterns(*hidden))
        else:
            shutil.copy(whole, place)


def _let_through(context: Path) -> tuple[list[str], list[str]]:
    """What of the context goes in, by .dockerignore, and what in it does not."""
    lines = (context / ".dockerignore").read_text().splitlines()
    allowed = [line.removeprefix("!") for line in lines if line.startswith("!")]
    return allowed, [line.removeprefix("**/") for line in lines if line.startswith("**/")]


def _run(image: Image, words: str) -> None:
    """What a shell of the image would do; without the engine's own options."""
    command = image.within(re.sub(r"--mount=\S+\s+", "", words))
    if os.geteuid() != 0:
        command = re.sub(r"--(owner|group)=\d+ ", "", command)
    done = subprocess.run(
        ["/bin/sh", "-ec", command], cwd=image.workdir, env=image.environment | {"HOME": os.environ["HOME"]},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=BUILD_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode and NO_NETWORK.search(done.stdout):
        raise NoRegistry(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, f"RUN {words}\n{done.stdout[-3000:]}"


def _somebody() -> int:
    """Who runs the container: nobody of this machine, or ourselves where we may be nobody else."""
    return SOMEBODY if os.geteuid() == 0 else os.geteuid()
