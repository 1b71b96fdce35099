"""Damaged negotiations of other tools: each is read as a scenario or refused as bad input.

    .venv/bin/python fuzz/formats.py --seconds 600

An input is the name of a file of a negotiation, such as `genius/domain.xml`, a line feed, and its
bytes. The other files of the negotiation are sound. They lie in memory where the system has a file
system there.
"""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path
from random import Random

from campaign import campaign
from mutations import mutated

from interim.foundation.errors import BadInput
from interim.interop.recognise import read_scenario

SEEDS = Path(__file__).parent / "seeds"
TEXTS = {
    path.relative_to(SEEDS).as_posix(): path.read_bytes()
    for path in sorted(SEEDS.rglob("*"))
    if path.is_file()
}
NAMES = sorted(TEXTS)
_MEMORY = Path("/dev/shm")
WORK = Path(tempfile.mkdtemp(dir=_MEMORY if _MEMORY.is_dir() else None))
atexit.register(shutil.rmtree, WORK)
for _name, _content in TEXTS.items():
    (WORK / _name).parent.mkdir(exist_ok=True)
    (WORK / _name).write_bytes(_content)


def read(data: bytes) -> bool:
    """Read a negotiation with one file replaced. Returns whether it is accepted."""
    label, _, content = data.partition(b"\n")
    name = label.decode("ascii", "replace")
    if name not in TEXTS:
        return False
    path = WORK / name
    path.write_bytes(content)
    try:
        scenario = read_scenario([path.parent])
    except BadInput as error:
        assert error.problems, "a refusal without a problem"
        str(error).encode()
        return False
    finally:
        path.write_bytes(TEXTS[name])
    for notice in scenario.notices:
        notice.encode()
    return True


def draw(random: Random) -> bytes:
    """A file of a negotiation with damage."""
    name = random.choice(NAMES)
    kind = name.partition("/")[0]
    others = [content for other, content in TEXTS.items() if other.startswith(kind)]
    return name.encode() + b"\n" + mutated(random, TEXTS[name], others)


if __name__ == "__main__":
    sys.exit(campaign("formats", read, draw))
