"""From polls of a vote to the leaning of those who vote: log-odds with their interval.

Each poll gives log-odds of a yes among those who have decided, with the variance of its sample
(1/yes + 1/no, in people) and a *design effect* for samples that are not drawn at random. Several
polls differ by more than that: by who was asked and how (house effects), and because opinion moved.
Their variance between polls is that of DerSimonian and Laird, and the interval is that of what a
further poll would find, since a vote is one more answer. Where one poll alone is at hand the
variance between polls is a judgement (`BETWEEN`).

Source:
    DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. *Controlled Clinical
    Trials* 7, 177-188.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from interim.case.quantity import Z95
from interim.foundation.errors import BadInput, Problem

DESIGN = 1.5
"""Design effect of a poll that weights its answers; 1 is a random sample."""
ASKED = 500
"""People asked where a poll does not say: few, so that it counts little."""
BETWEEN = 0.3
"""Standard deviation between polls, in log-odds, where one poll says nothing of it: 7 points of yes
around one half. A judgement."""


@dataclass(frozen=True)
class Poll:
    """One poll, or a past vote.

    Attributes:
        yes: percent or people.
        no: the same.
        asked: people asked, those who have not decided among them; None where it is not said.
    """

    yes: float
    no: float
    asked: float | None = None


@dataclass(frozen=True)
class Leaning:
    """What polls say of the log-odds of a yes.

    Attributes:
        middle: of all polls together.
        low: end of the central 90 % of what a further poll would find.
        high: likewise.
        between: standard deviation between polls.
        polls: log-odds and standard error of each.
    """

    middle: float
    low: float
    high: float
    between: float
    polls: tuple[tuple[float, float], ...]

    @property
    def written(self) -> str:
        """As a case writes it."""
        return f"{self.low:.2f} to {self.high:.2f}"


def fit(polls: Sequence[Poll]) -> Leaning:
    """Pool polls into the leaning of those asked.

    Raises:
        BadInput: no poll, or one without a yes or without a no.
    """
    if not polls:
        raise BadInput([Problem("no poll is given", expected="yes and no of at least one")])
    each = [_log_odds(poll) for poll in polls]
    weights = [1 / error**2 for _, error in each]
    between = BETWEEN
    if len(each) > 1:
        mean = sum(w * x for w, (x, _) in zip(weights, each, strict=True)) / sum(weights)
        spread = sum(w * (x - mean) ** 2 for w, (x, _) in zip(weights, each, strict=True))
        scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
        between = math.sqrt(max(0.0, (spread - (len(each) - 1)) / scale))
    total = [1 / (error**2 + between**2) for _, error in each]
    middle = sum(w * x for w, (x, _) in zip(total, each, strict=True)) / sum(total)
    reach = Z95 * math.sqrt(1 / sum(total) + between**2)
    return Leaning(middle, middle - reach, middle + reach, between, tuple(each))


def slope(before: Poll, after: Poll, rise: float) -> float:
    """Change in log-odds when value rises from 0 to 1, from two answers to a changed text.

    Args:
        before: answers to the text as it is.
        after: answers to the text as changed.
        rise: what the change adds to the value of those asked, on the 0-1 scale; not 0.

    Raises:
        BadInput: the change is worth nothing to them, or an answer cannot be read.
    """
    if rise == 0:
        message = "a change that is worth nothing says nothing of the slope"
        raise BadInput([Problem(message, found="0", expected="a rise of value, such as 0.29")])
    return (_log_odds(after)[0] - _log_odds(before)[0]) / rise


def _log_odds(poll: Poll) -> tuple[float, float]:
    """Log-odds of a yes among the decided, and their standard error."""
    if not (poll.yes > 0 and poll.no > 0 and math.isfinite(poll.yes + poll.no)):
        found = f"yes {poll.yes:g}, no {poll.no:g}"
        expected = "both above 0; of a poll in which nobody says one of them, at least half a point"
        raise BadInput(
            [Problem("a poll without a yes or without a no", found=found, expected=expected)]
        )
    if poll.asked is not None and not (poll.asked > 0 and math.isfinite(poll.asked)):
        raise BadInput(
            [Problem("a poll of nobody", found=f"{poll.asked:g}", expected="people asked")]
        )
    asked = ASKED if poll.asked is None else poll.asked
    # Percentages are of all who were asked; people are counted as they are.
    people = asked / 100 if poll.yes + poll.no <= 100 + 1e-9 else 1.0
    error = math.sqrt(DESIGN * (1 / (people * poll.yes) + 1 / (people * poll.no)))
    return math.log(poll.yes / poll.no), error
