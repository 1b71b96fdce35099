"""Results kept between runs, by content: asked the same again, the answer is at hand.

A result is found by a digest of everything it depends on: the files of the case, plan, lens,
settings, seed, number of futures, and the program's own source. So nothing stale is ever read and
nothing has to be cleared by hand. Files are written whole or not at all and carry their own digest:
a damaged one is as good as none. What cannot be kept is computed anew next time.

They lie in `$INTERIM_CACHE` if that is set, else in the user's cache folder (`$XDG_CACHE_HOME` or
`~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows), in `interim`. The oldest go
first once they take more than 200 MB.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from interim.foundation.errors import BadInput
from interim.foundation.files import write_bytes
from interim.foundation.version import VERSION

MOST_BYTES = 200_000_000
_MAGIC = b"interim cache 1\n"
_DIGEST = 32


@dataclass(frozen=True)
class Cache:
    """A folder of results.

    Attributes:
        folder: where they lie; it is made when the first is kept.
    """

    folder: Path

    def document(self, key: str) -> dict[str, Any] | None:
        """The document kept under a key, or None."""
        content = self._read(key)
        if content is None:
            return None
        document: dict[str, Any] = json.loads(content)
        return document

    def keep_document(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep a document that JSON can hold."""
        self._write(key, json.dumps(document, allow_nan=False).encode())

    def arrays(self, key: str) -> dict[str, NDArray[Any]] | None:
        """The arrays kept under a key, or None."""
        content = self._read(key)
        if content is None:
            return None
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                return {name: kept[name] for name in kept.files}
        except (ValueError, zipfile.BadZipFile):
            return None

    def keep_arrays(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays by name."""
        written = io.BytesIO()
        np.savez_compressed(written, allow_pickle=False, **dict(arrays))
        self._write(key, written.getvalue())

    def _read(self, key: str) -> bytes | None:
        path = self.folder / key
        try:
            content = path.read_bytes()
        except OSError:
            return None
        head = len(_MAGIC) + _DIGEST
        digest, payload = content[len(_MAGIC) : head], content[head:]
        if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(payload).digest() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # what is asked for stays longest
        return payload

    def _write(self, key: str, payload: bytes) -> None:
        try:
            write_bytes(self.folder / key, _MAGIC + hashlib.sha256(payload).digest() + payload)
        except BadInput:
            return
        self._prune()

    def _prune(self) -> None:
        kept = []
        for path in self.folder.iterdir():
            try:
                kept.append((path.stat().st_mtime, path.stat().st_size, path))
            except OSError:
                continue
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= MOST_BYTES:
                return
            try:
                path.unlink(missing_ok=True)
            except OSError:
                continue
            total -= size


def user_cache() -> Cache:
    """The cache in the user's own folder."""
    stated = os.environ.get("INTERIM_CACHE")
    if stated:
        return Cache(Path(stated))
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Cache(root / "interim")


def key(kind: str, **content: Any) -> str:
    """The file name under which a result is kept: a digest of all it depends on.

    Args:
        kind: what sort of result it is.
        content: what it was computed from, as JSON can hold it.
    """
    said = json.dumps([kind, content, _program()], sort_keys=True, default=str)
    return f"{kind}-{hashlib.sha256(said.encode()).hexdigest()[:40]}"


@cache
def _program() -> tuple[str, ...]:
    """What computes: versions, and a digest of the source, which changes between versions too."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return (VERSION, np.__version__, scipy.__version__, digest.hexdigest())
