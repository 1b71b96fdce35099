"""The readers of `fuzz/`, which are run as programmes and lie outside the package."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"

sys.path.insert(0, str(ROOT / "fuzz"))

import campaign  # noqa: E402
import case_reader  # noqa: E402
import expressions  # noqa: E402
import formats  # noqa: E402

READERS = {
    "case": (case_reader.read, case_reader.draw),
    "formats": (formats.read, formats.draw),
    "expressions": (expressions.read, expressions.draw),
}
"""Folder of the corpus -> what reads an input, and what draws one."""

__all__ = ["CORPUS", "READERS", "campaign", "case_reader", "expressions", "formats"]
