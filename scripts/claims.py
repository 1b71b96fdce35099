"""Examine what the article and those it quotes claim, and write docs/claims.md.

    .venv/bin/python scripts/claims.py [FUTURES [FUTURES OF TALKS]]

The claims stand in `scripts/claims.yaml`, each with the commands that answer it. Talks are held
once for all claims that ask the same of them, and kept future by future, so that what a probe
changes is told with the interval of the difference.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner
from ruamel.yaml import YAML

import interim
from interim.foundation import defaults, words
from interim.futures import Run
from interim.interfaces import cli
from interim.presentation import learning_words, moves_words, talks_words
from interim.questions.otherwise import Followed, difference, follow, stated

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "claims.md"
BEGIN, END = "<!-- claims: begin -->", "<!-- claims: end -->"
TALKS = 300
"""Futures in which talks are held for each answer."""
NAMES = {
    "talks": "If talks go on",
    "evaluate": "If it were the last offer",
    "vote": "If it were put to the vote",
    "war": "If nobody signs",
    "referendum": "If the people voted",
    "history": "In the record",
}
"""What the question of each command is called."""
WITHOUT_FUTURES = {"history"}
MOST_OF_A_SHARE = 10.0
"""Spreads that reach beyond count people or deaths."""

Claim = Mapping[str, Any]
Document = Mapping[str, Any]


class Answer(NamedTuple):
    """What a command says; of talks, also what happened in each future."""

    document: Document
    talks: Followed | None = None

    def at(self, path: str) -> Any:
        """What stands at a dotted path; lists count from 0."""
        found: Any = self.document
        for key in path.split("."):
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found


class Answers:
    """The answers to all claims, each found once.

    Args:
        claims: all that will be asked.
        futures: of each command that takes some.
        talks: of talks.
    """

    def __init__(self, claims: Iterable[Claim], futures: int, talks: int) -> None:
        self.futures, self.talks = futures, talks
        self.found: dict[str, Answer] = {}
        self.moves: dict[str, list[str]] = {}
        for asked in (each for claim in claims for each in claim["asked"]):
            if shlex.split(asked["ask"])[0] == "talks":
                self.moves.setdefault(_plain(asked["ask"]), []).extend(_moves(asked))

    def of(self, line: str) -> Answer:
        """What a line of claims.yaml is answered."""
        line = _plain(line)
        if line not in self.found:
            print(line, file=sys.stderr, flush=True)
            talks = shlex.split(line)[0] == "talks"
            self.found[line] = self._held(line) if talks else self._told(line)
        return self.found[line]

    def _held(self, line: str) -> Answer:
        _, case, *options = shlex.split(line)
        settings = dict(pair.split("=", 1) for pair in options if pair != "--set")
        moves = list(dict.fromkeys(self.moves.get(line, ())))
        talks = follow(interim.load(case), Run(self.talks, settings=settings), moves=moves)
        return Answer(stated(talks), talks)

    def _told(self, line: str) -> Answer:
        asked = shlex.split(line)
        if asked[0] not in WITHOUT_FUTURES:
            asked += ["--futures", str(self.futures)]
        done = CliRunner().invoke(cli.interim, [*asked, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, f"{line}: {done.output}"
        return Answer(json.loads(done.stdout))


def _plain(line: str) -> str:
    """Talks with moves are the same talks."""
    return line.replace(" --moves", "")


def _moves(asked: Claim) -> Iterator[str]:
    """Names of the moves that a question reads."""
    for path in asked["read"].values():
        if path.startswith("moved."):
            yield path.split(".")[1]


def examined(number: int, claim: Claim, answers: Answers) -> str:
    """One claim with its answers."""
    by = f"*{claim['by'][0].upper()}{claim['by'][1:]}.*"
    parts = [answered(asked, answers) for asked in claim["asked"]]
    return "\n\n".join([f"## {number}. {claim['claim']}", by, *parts, claim["whose"]])


def answered(asked: Claim, answers: Answers) -> str:
    """One question: its command, the table, and what follows from that."""
    command = shlex.split(asked["ask"])[0]
    probe = asked.get("probe")
    found = [answers.of(asked["ask"])]
    if probe:
        found.append(answers.of(f"{asked['ask']} {probe}"))
    head = f"**{NAMES[command]}**: `interim {asked['ask']}`" + (
        f"; probe: `{probe}`" if probe else ""
    )
    said = [sentence(each, found) for each in asked.get("found", ())]
    return "\n\n".join([head, table(asked["read"], found), *([" ".join(said)] if said else [])])


def table(read: Mapping[str, str], found: list[Answer]) -> str:
    """One row for each number that is read; talks with a probe say what that changes."""
    heads = ["as the case stands", "with the probe"][: len(found)]
    paired = len(found) > 1 and found[0].talks is not None
    if paired:
        heads.append("change")
    lines = ["| | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads)]
    for label, path in read.items():
        cells = [told(answer.at(path), path) for answer in found]
        if paired:
            cells.append(change(found, path))
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def change(found: list[Answer], path: str) -> str:
    """What a probe changes, future by future; nothing where it is not known so."""
    before, after = (answer.talks for answer in found)
    assert before is not None
    assert after is not None
    mean = difference(before, after, path)
    if mean is None:
        return words.NOTHING
    if path.startswith("waiting.value"):
        return moves_words.hundredths(mean)
    if path.startswith("waiting"):
        middle, *ends = (f"{mean[key]:+,.0f}" for key in ("mean", "low", "high"))
        return f"{middle} ({' to '.join(ends)})".replace("-", "\N{MINUS SIGN}")
    return points(mean)


def points(mean: Mapping[str, float]) -> str:
    """A change of a share; one that is next to none in every future is 'under 0.1 points'."""
    if max(abs(mean["low"]), abs(mean["high"])) < talks_words.TINY:
        return talks_words.NEXT_TO_NONE.replace("%", "points")
    return moves_words.points(mean)


def sentence(said: Mapping[str, str], found: list[Answer]) -> str:
    """The one of three sentences that the answer bears out: more, less, or no difference to tell.

    Args:
        said: the sentences; `of`, the path that is asked about; in place of what the probe makes
            of it, `than`, another path of the same answer, or `nought`, that a span lies on one
            side of it.
        found: the answers as the case stands and with the probe.
    """
    return said[("less", "same", "more")[1 + sign(said, found)]]


def sign(said: Mapping[str, str], found: list[Answer]) -> int:
    """1, -1, or 0 where the 95 % interval of the difference holds 0."""
    first, last = found[0], found[-1]
    of, than = said["of"], said.get("than")
    asked = first.at(of)
    if asked is not None and ("mean" in asked or said.get("nought")):
        return _beyond(asked["low"], asked["high"])
    before, after = (first, first) if than else (first, last)
    if before.talks and after.talks:
        mean = difference(before.talks, after.talks, of, than)
        if mean is not None:
            return _beyond(mean["low"], mean["high"])
    one, other = before.at(than or of), after.at(of)
    if one is None or other is None:
        return 0
    # As if the futures of both were others, though they are the same: on the safe side.
    half = hypot(*((each["high"] - each["low"]) / 2 for each in (one, other)))
    apart = other["p"] - one["p"]
    return _beyond(apart - half, apart + half)


def _beyond(low: float, high: float) -> int:
    return 1 if low > 0 else -1 if high < 0 else 0


def told(found: Mapping[str, Any] | None, path: str = "") -> str:
    """A chance, a spread or a change with its interval; or a chance before and after an event."""
    if found is None:
        return "not defined"
    if "before" in found:
        return learning_words.then(found)
    if "mean" in found:
        return points(found)
    if path.startswith("waiting.value"):
        return talks_words.lost(found)
    if path.startswith("waiting"):
        return talks_words.number(found)
    if ".if_broken." in path and "p" not in found:
        return words.on_scale(found)
    if "p" in found:
        if found["high"] < talks_words.TINY:
            return talks_words.NEXT_TO_NONE
        low, p, high = (f"{100 * found[key]:.1f}" for key in ("low", "p", "high"))
        return f"{p} % ({low} to {high})"
    counted = max(abs(found["low"]), abs(found["high"])) > MOST_OF_A_SHARE
    return words.thousands(found) if counted else words.spanned(found)


def read_claims() -> list[Claim]:
    """The claims with what is asked of the case."""
    claims: list[Claim] = YAML(typ="safe").load(HERE / "claims.yaml")
    return claims


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else defaults.EVALUATION
    talks = int(sys.argv[2]) if len(sys.argv) > 2 else TALKS
    claims = read_claims()
    answers = Answers(claims, futures, talks)
    head = (
        f"*{NAMES['talks']}* stands for {talks:,} futures, all else that is asked of the model for "
        f"{futures:,}."
    )
    parts = [head, *(examined(n, claim, answers) for n, claim in enumerate(claims, 1))]
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    text = "\n\n".join(parts)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
