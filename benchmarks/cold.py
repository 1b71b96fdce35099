"""Measure what compiling costs: seconds of the processor and compiled functions, cold and warm.

    python benchmarks/cold.py [CASE ...]

Each case is evaluated, and then talked about, in a process of its own: first with an empty folder
for compiled code, then again with what was left there. Without cases: the template and Ukraine
2026.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import click

import interim

TEMPLATE = Path(interim.__file__).parent / "case" / "template"
CASES = (str(TEMPLATE), "ukraine-2026")

ONE = """
import json, sys, time
from collections import Counter
from numba.core import event
counted, spent = Counter(), Counter()

class Heard(event.Listener):
    def on_start(self, heard):
        folder = heard.data["dispatcher"].py_func.__module__.rpartition(".")[0]
        counted[folder] += 1
        self.stack = [*getattr(self, "stack", []), (folder, time.process_time())]
    def on_end(self, heard):
        folder, begun = self.stack.pop()
        if not self.stack:
            spent[folder] += time.process_time() - begun

event.register("numba:compile", Heard())
import interim
from interim.futures import Run
from interim.questions.talks import talking
case, begun = interim.load(sys.argv[2]), time.process_time()
if sys.argv[1] == "evaluate":
    interim.evaluate(case, futures=20, workers=1)
else:
    talking(case, run=Run(8), workers=1)
print(json.dumps([time.process_time() - begun, counted, spent]))
"""
QUESTIONS = ("evaluate", "talks")
"""Asked one after the other, so that the talks find compiled what both need."""


@click.command(help=__doc__)
@click.argument("cases", nargs=-1)
def main(cases: tuple[str, ...]) -> None:
    """Run all of it and print a line for each."""
    for case in cases or CASES:
        with tempfile.TemporaryDirectory() as cache:
            for temperature, question in product(("cold", "warm"), QUESTIONS):
                seconds, counted, spent = measured(question, case, cache)
                click.echo(
                    f"{Path(case).name}, {question}, {temperature}: {seconds:.1f} s of the "
                    f"processor, {sum(counted.values())} functions compiled in "
                    f"{sum(spent.values()):.1f} s"
                )
                for folder, number in sorted(counted.items()):
                    click.echo(f"  {folder}: {number} in {spent.get(folder, 0.0):.1f} s")


def measured(
    question: str, case: str, cache: str
) -> tuple[float, dict[str, int], dict[str, float]]:
    """One question in a process of its own.

    Args:
        question: one of `QUESTIONS`.
        case: name or folder.
        cache: folder for compiled code.

    Returns:
        Seconds of the processor, functions compiled by package, and seconds that took, likewise.
    """
    environment = os.environ | {
        "NUMBA_CACHE_DIR": cache,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    asked = [sys.executable, "-c", ONE, question, case]
    said = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True)
    seconds, counted, spent = json.loads(said.stdout.splitlines()[-1])
    return seconds, counted, spent


if __name__ == "__main__":
    main()
