"""Where cases are: the bundled ones by name, any other by its folder."""

from __future__ import annotations

from pathlib import Path

from interim.foundation.errors import BadInput, Problem, nearest

TEMPLATE = Path(__file__).parent / "template"
"""A small complete case, which `interim new` copies and the tests use."""

_PACKAGE = Path(__file__).parents[1]


def bundled() -> dict[str, Path]:
    """The cases that come with Interim: name -> folder, sorted by name."""
    # In a wheel they lie inside the package, in a checkout at the root of the repository.
    for root in (_PACKAGE / "cases", _PACKAGE.parents[1] / "cases"):
        if root.is_dir():
            return {path.parent.name: path.parent for path in sorted(root.glob("*/case.yaml"))}
    return {}


def find(case: str | Path) -> Path:
    """The folder of a case.

    Args:
        case: name of a bundled case, or path of a folder. A folder that is named like a bundled
            case is reached with a path such as `./name`.

    Raises:
        BadInput: there is no such case.
    """
    shipped = bundled()
    if isinstance(case, str) and case in shipped:
        return shipped[case]
    folder = Path(case)
    try:
        if folder.is_dir():
            return folder
        message = f"'{case}' is a file" if folder.exists() else f"there is no case '{case}'"
    except (OSError, ValueError):  # a name that no file can have
        message = f"there is no case '{case!s}'"
    names = ", ".join(shipped) or "none"
    raise BadInput(
        [
            Problem(
                message,
                found=str(case),
                expected=f"the folder of a case, or the name of a bundled one ({names})",
                suggestion=nearest(str(case), shipped),
            )
        ]
    )
