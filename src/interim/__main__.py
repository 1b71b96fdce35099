"""The command `interim`, guarded from its first moment: what happens to errors and to Ctrl-C.

Exit codes: 0 done; 1 a fault of ours; 2 bad input; 130 interrupted.
"""

import contextlib
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130

# For this process and those that it starts. Level 3 takes longer to compile, for no faster code.
os.environ.setdefault("NUMBA_OPT", "2")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what follows `interim` on the command line; that of this process by default.

    Returns:
        The exit code.
    """
    kept: list[str] = []
    try:
        # Imported here, so that Ctrl-C is answered even while Python is still loading.
        from interim.interfaces.cli import interim
        from interim.interfaces.shell.streams import run

        return run(interim, sys.argv[1:] if arguments is None else list(arguments), kept)
    except KeyboardInterrupt:
        done = f"kept: {', '.join(dict.fromkeys(kept))}" if kept else "nothing was written"
        sys.stderr.write(f"\nInterrupted; {done}.\n")
        return INTERRUPTED


def console() -> None:
    """Entry point of the console script."""
    try:
        code = main()
    except KeyboardInterrupt:  # pressed again, while the first was being answered
        code = INTERRUPTED
    if code == INTERRUPTED:
        # At once, and with this very code: Python would first wait for workers in the middle of
        # something, and may end by a signal instead. The main thread alone writes files, and it
        # is here, so none is half there.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(INTERRUPTED)
    sys.exit(code)


if __name__ == "__main__":
    console()
