"""Where the workbench saves unless it is told another place."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Where this user's data are kept, by the XDG convention."""
    named = os.environ.get("XDG_DATA_HOME")
    return (Path(named) if named else Path.home() / ".local" / "share") / "interim"


def default_store() -> Path:
    """The file with what visitors save."""
    return data_folder() / "workbench.sqlite"
