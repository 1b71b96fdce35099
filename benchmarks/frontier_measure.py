"""Time one peer on one space in a process of its own, for its time and its peak memory.

    python benchmarks/frontier_measure.py PEER SPACE [--repeat N] [--memory GB] [--keep FILE]

Prints one JSON document. `frontier.py` runs it.
"""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path

import click
import numpy as np
from frontier_peers import PEERS, complete
from frontier_spaces import LIMITS, find, plain, tied, weighted


def resident(line: str) -> float:
    """A line of this process's memory status, in megabytes; the peak where there is none."""
    status = Path("/proc/self/status")
    if status.exists():
        for text in status.read_text(encoding="ascii").splitlines():
            if text.startswith(line):
                return int(text.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak() -> None:
    """Start the peak afresh, where the system allows it."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5", encoding="ascii")


@click.command()
@click.argument("peer", type=click.Choice(list(PEERS)))
@click.argument("space_name", metavar="SPACE")
@click.option("--repeat", default=1, show_default=True, help="Runs after the warm-up.")
@click.option("--least", default=1, show_default=True, help="Runs in any case.")
@click.option("--seconds", default=0.0, help="Stop repeating after so long; 0 for no such limit.")
@click.option("--memory", default=0.0, help="Most gigabytes to use; 0 for no limit.")
@click.option("--keep", type=click.Path(path_type=Path), help="Where to put the vectors.")
def main(
    peer: str,
    space_name: str,
    repeat: int,
    least: int,
    seconds: float,
    memory: float,
    keep: Path | None,
) -> None:
    """Warm up, solve, report."""
    if memory:
        limit = int(memory * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    tool = PEERS[peer]
    space = find(space_name)
    parties = len(space.parties)
    warm = [plain(weighted(0, parties, 3, 3))]
    if space.constraints:
        warm.append(tied(0, parties, 3, 3))
    begin = time.perf_counter()
    for small in warm:
        tool.vectors(prepared := tool.prepare(small, 1000), tool.solve(prepared))
    first = time.perf_counter() - begin
    prepared = tool.prepare(space, LIMITS.get(space_name, 2_000_000))
    forget_peak()
    before = resident("VmRSS")
    times: list[float] = []
    found = None
    while len(times) < least or (len(times) < repeat and not 0 < seconds < sum(times)):
        found = None  # the peak is that of one run
        begin = time.perf_counter()
        found = tool.solve(prepared)
        times.append(time.perf_counter() - begin)
    peak = resident("VmHWM")
    vectors = tool.vectors(prepared, found)
    if keep is not None:
        np.save(keep, vectors)
    click.echo(
        json.dumps(
            {
                "peer": peer,
                "space": space_name,
                "outcomes": str(space.outcomes),
                "parties": parties,
                "points": len(vectors),
                "complete": complete(found),
                "method": getattr(found, "method", ""),
                "first_call": first,
                "times": times,
                "memory_before": before,
                "memory_peak": peak,
            }
        )
    )


if __name__ == "__main__":
    main()
