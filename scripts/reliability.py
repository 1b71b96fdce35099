#!/usr/bin/env python3
"""Kills and load on a workbench that runs, for docs/reliability.md.

scripts/reliability.py kills --rounds 100
scripts/reliability.py load --readers 50 --editors 10 --seconds 600
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx

from interim.interfaces.workbench.store import Store


def started(case: str, store: Path) -> tuple[subprocess.Popen[str], str, str]:
    """A server of its own, its address and the token of an editor."""
    command = [sys.executable, "-m", "interim", "serve", case, "--no-open", "--port", "0"]
    server = subprocess.Popen([*command, "--store", str(store)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()
    found = re.search(r"(http\S+)/\?token=(\S+)", server.stdout.readline())
    assert found, "the server did not say where it is"
    return server, found[1], found[2]


def kills(case: str, rounds: int, folder: Path) -> str:
    """Kill a server while notes are saved; every other time restart on a copy of the file alone."""
    store, draw = folder / "saved.sqlite", random.Random(22)
    confirmed: dict[str, str] = {}
    lost = saves = 0
    for number in range(rounds):
        server, address, token = started(case, store)
        headers = {"authorization": f"Bearer {token}"}
        killer = threading.Timer(draw.uniform(0.05, 1.0), server.kill)
        with httpx.Client(headers=headers, trust_env=False, timeout=30) as client:
            for save in range(100_000):
                name, text = f"n{save % 50}", f"{number}.{save}"
                if save == 1:
                    killer.start()
                try:
                    put = client.put(f"{address}/api/{case}/notes/{name}", json={"text": text})
                except httpx.TransportError:
                    # Not confirmed: either text may be there.
                    confirmed.pop(name, None)
                    break
                assert put.status_code == 204, put.text
                confirmed[name], saves = text, saves + 1
        server.wait()
        assert server.stdout is not None
        server.stdout.close()
        if number % 2:
            alone = folder / "alone.sqlite"
            shutil.copy(store, alone)
            kept = Store(alone)
        else:
            kept = Store(store)
        there = kept.notes(case)
        kept.close()
        lost += sum(there.get(name) != text for name, text in confirmed.items())
    return f"{rounds} kills, {saves:,} saves confirmed, {lost} lost"


def load(case: str, readers: int, editors: int, seconds: float, folder: Path) -> str:
    """Readers look at pages, editors save notes, each pausing a second on average."""
    server, address, token = started(case, folder / "saved.sqlite")
    took: dict[str, list[float]] = {"look": [], "save": []}
    wrong: list[str] = []
    until = time.monotonic() + seconds

    def visits(kind: str, number: int) -> None:
        draw = random.Random(number)
        headers = {"authorization": f"Bearer {token}"}
        with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:
            while time.monotonic() < until:
                time.sleep(draw.expovariate(1.0))
                begun = time.monotonic()
                if kind == "look":
                    page = draw.choice(["plans", "sources", "compare"])
                    got = client.get(f"{address}/{case}/{page}?futures=200")
                else:
                    body = {"text": f"{number} {begun}"}
                    got = client.put(f"{address}/api/{case}/notes/n{number}", json=body)
                took[kind].append(time.monotonic() - begun)
                if got.status_code not in (200, 204):
                    wrong.append(f"{got.status_code} {got.request.url.path}")

    threads = [threading.Thread(target=visits, args=("look", n)) for n in range(readers)]
    threads += [threading.Thread(target=visits, args=("save", n)) for n in range(editors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with suppress(ProcessLookupError):
        server.terminate()
    server.wait()
    lines = [
        f"{readers} readers, {editors} editors, {seconds:g} s; refused or failed: {len(wrong)}"
    ]
    for kind, times in took.items():
        ordered = sorted(times)
        at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95)]
        lines.append(
            f"{kind}: {len(ordered):,} requests, median {at[0]:.2f} s, 95 % within {at[1]:.2f} s, "
            f"longest {ordered[-1]:.2f} s"
        )
    return "\n".join([*lines, *sorted(set(wrong))[:5]])


def main() -> None:
    """Reads the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("kind", choices=["kills", "load"])
    asked.add_argument("--case", default="ukraine-2026")
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--editors", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=600)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="interim-reliability-") as folder:
        if said.kind == "kills":
            print(kills(said.case, said.rounds, Path(folder)))
        else:
            print(load(said.case, said.readers, said.editors, said.seconds, Path(folder)))


if __name__ == "__main__":
    main()
