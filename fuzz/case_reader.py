"""Damaged case folders: every input is read as a case or refused as bad input.

    .venv/bin/python fuzz/case_reader.py --seconds 600
    .venv/bin/python fuzz/case_reader.py --inputs 1000000
    .venv/bin/python fuzz/case_reader.py --first 1234 --inputs 1     # that input again

An input is one document of a case: its name, a line feed, and its bytes. Only this document is
parsed. Where it can still be made into its model and says something else than before, the whole
case is put together with it and every rule is applied; the other documents are parsed once. That
costs ten times as much, so a campaign does it for every fourth such input.
"""

from __future__ import annotations

import functools
import re
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

from campaign import campaign
from mutations import mutated

from interim.case.find import TEMPLATE
from interim.case.folder import decoded, read_folder
from interim.case.layout import CELLS, FILES, FOLDERS
from interim.case.positions import Document, read_yaml
from interim.case.read import case_of
from interim.case.validate import validate
from interim.foundation.errors import BadInput, Problem

FOLDER = read_folder(TEMPLATE)
TEXTS = {name: text.encode() for name, text in FOLDER.texts.items()}
NAMES = sorted(TEXTS)
MODELS = {spec.name: spec.model for spec in (*FILES, *FOLDERS)}


@functools.lru_cache(maxsize=64)
def _parsed(text: str, file: str, stem: str) -> Document:
    """A document; nothing changes one once it is read, so that sound ones are read only once."""
    return read_yaml(text, file, stem)


ORIGINALS = {
    name: read_yaml(text, name, "").data for name, text in FOLDER.texts.items() if name != CELLS
}


def read(data: bytes, *, sparing: bool = False) -> bool:
    """Read one document, and the whole case if there is anything to it.

    Args:
        data: name and content of the document.
        sparing: apply the rules to the whole case for every fourth input only.

    Returns:
        Whether the document is accepted as part of the case.
    """
    label, _, content = data.partition(b"\n")
    name = label.decode("ascii", "replace")
    if name not in TEXTS:
        return False
    text = decoded(content, name)
    if isinstance(text, Problem):
        return False
    if name != CELLS:
        kind = name.partition("/")[0] + "/" if "/" in name else name
        try:
            document = _parsed(text, name, name.removesuffix(".yaml").replace("/", "."))
        except BadInput:
            return False
        given = {"id": Path(name).stem} if "/" in name else {}
        checked = validate(document, MODELS[kind], **given)
        if checked.value is None:
            return False
        if document.data == ORIGINALS[name]:
            return True
        if sparing and zlib.crc32(data) % 4:
            return not checked.problems
    return whole(name, text)


def whole(name: str, text: str) -> bool:
    """Whether the case is valid with one document replaced."""
    folder = replace(FOLDER, texts={**FOLDER.texts, name: text})
    case, problems = case_of(folder, _parsed)
    for problem in problems:  # a message must be fit to print
        str(problem).encode()
    assert (case is None) == bool(problems), "neither a case nor a problem"
    return case is not None


def draw(random: Random) -> bytes:
    """A document of the case, or some blocks of it, with damage."""
    name = random.choice(NAMES)
    others = [TEXTS[random.choice(NAMES)] for _ in range(2)]
    content = TEXTS[name]
    if random.random() < 0.7:  # short texts are read sooner
        blocks = re.split(rb"\n(?=[a-z])", content)
        first = random.randrange(len(blocks))
        content = b"\n".join(blocks[first : first + random.randrange(1, 3)]) + b"\n"
    return name.encode() + b"\n" + mutated(random, content, others)


if __name__ == "__main__":
    sys.exit(campaign("case", functools.partial(read, sparing=True), draw, suffix=".txt"))
