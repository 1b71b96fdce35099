"""Compiles the kernels that the tests run, so that tests side by side do not each compile them.

Numba keeps what it compiled beside the source (or in NUMBA_CACHE_DIR) until the source changes.
Called by `make test` before the tests; two processes, each with kernels of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
TEMPLATE = HERE.parent / "src" / "interim" / "case" / "template"
GAME = ["-m", "interim", "evaluate", str(TEMPLATE), "--futures", "20", "--stories", "1", "--json"]
TALKS = ["-m", "interim", "talks", str(TEMPLATE), "--futures", "8", "--json"]
AHEAD = ["-m", "interim.interfaces.shell.ahead"]
OTHERS = """
import numpy as np
from bargaining.brute import random_space
from interim.bargaining.frontier import frontier

rng = np.random.default_rng(0)
for parties in (2, 3, 5):
    for _ in range(20):
        frontier(random_space(rng, parties=parties))

from interim.stages.compliance.playing import run
from interim.stages.compliance.trace import SPARE, START_UNIFORMS, UNIFORMS
from stages.test_compliance import richer_game

months, types = 4, (2, 1)
game = richer_game(1, months, types, "all")
drawn = np.zeros((1, 2), np.int64)
run(game, months, rng.random((1, months, UNIFORMS)), rng.random((1, START_UNIFORMS)), drawn,
    spare=rng.random((1, months + 1, SPARE)))
"""


def main() -> None:
    begun = time.monotonic()
    print("Compiling the kernels that are not compiled yet ...", end=" ", flush=True)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run_all, ([GAME, TALKS], [AHEAD, ["-c", OTHERS]])))
    print(f"{time.monotonic() - begun:.0f} s", flush=True)


def run_all(tasks: list[list[str]]) -> None:
    for task in tasks:
        asked = [sys.executable, *task]
        done = subprocess.run(asked, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)


if __name__ == "__main__":
    main()
