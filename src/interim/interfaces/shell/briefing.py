"""Writing the brief from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interim.interfaces.shell.streams import keep, progress

if TYPE_CHECKING:
    from interim.evaluation.result import Evaluation


def write_brief(
    evaluation: Evaluation,
    path: Path,
    *,
    quick: bool = False,
    bridge: Mapping[str, Any] | None = None,
) -> Path:
    """Write the brief, and remember the file.

    Args:
        evaluation: what it tells of.
        path: the HTML file.
        quick: leave out drivers and lenses, which take a while.
        bridge: the document of ``interim bridge --json`` of a search made before.

    Raises:
        BadInput: the search was made on another case, or the file cannot be written.
    """
    from interim.foundation.files import write_text
    from interim.interfaces.brief.evidence import gather
    from interim.interfaces.brief.layout import brief

    with progress("the evidence of the brief") as report:
        evidence = gather(evaluation, quick=quick, bridge=bridge, progress=report)
    write_text(path, brief(evaluation.to_json(), evaluation.case, evidence))
    keep(path)
    return path
