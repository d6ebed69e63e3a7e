"""docs/adding-a-wish.md names the slice to imitate: every file is there, and every name stands in a file beside it."""

import re

from tests.pages import ROOT, prose, text

PAGE = "docs/adding-a-wish.md"
A_FILE = r"`((?:[\w-]+/)+[\w.-]+\.(?:py|html|toml|md))`"
OF_FORMS = ("handlers/forms.py", "services/forms/outline.py", "handlers/context.py", "handlers/keyboards.py")
"""Where names come from that a paragraph uses without saying so."""


def passages() -> list[str]:
    """The paragraphs, the items of lists and the rows of the table."""
    return [each for each in re.split(r"\n\n|\n(?=\| |\d\. )", prose(PAGE)) if not each.startswith("#")]


def names_in(passage: str) -> set[str]:
    """What stands there as code and is a name of Python: `area_agreed_at`, `Guided`, `HANDLERS`."""
    return {span for span in re.findall(r"`([^`\n]+)`", passage) if re.fullmatch(r"[A-Za-z_]\w*", span)}


def defined(name: str, files: set[str]) -> bool:
    pattern = re.compile(rf"(?:def|class) {name}\b|^\s*(?:self\.)?{name}\b ?(?::|=)|\b{name}: ", re.MULTILINE)
    return any(pattern.search(text(file)) for file in files if file.endswith(".py"))


def test_every_name_stands_in_a_file_that_is_named_beside_it() -> None:
    lost = []
    for passage in passages():
        files = set(re.findall(A_FILE, passage))
        assert not [file for file in files if not (ROOT / file).exists()]
        lost += [name for name in names_in(passage) if not defined(name, files | set(OF_FORMS))]
    assert not lost, f"{PAGE} names what is not in the files named beside it"


def test_the_names_are_many() -> None:
    assert len({name for passage in passages() for name in names_in(passage)}) > 60
