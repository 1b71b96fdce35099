"""Alternating offers, solved backward with our assent stage as the one who answers.

The compliance game has no offers: its package is fixed at signing. So this is the bargaining
variant of it: in each round one side proposes a share to the other, which signs or refuses by the
assent stage (V the share offered, W what the next round leaves it); the proposer takes what is best
for it, given the chance that it is signed. After the last round both have nothing.
"""

from types import SimpleNamespace

import numpy as np

from interim.futures import Run, draw
from interim.stages.assent import assent
from stages import handmade

GRID = 1000
PRECISE = 1e13
PARTIES = ("north", "south")


class Table:
    """A bargaining table at which answers have a given precision."""

    def __init__(self, precision=PRECISE):
        self.case = handmade.case(behaviour={"assent_precision": precision})
        self.futures = draw(self.case, Run(GRID))

    def signed(self, responder, offers, otherwise):
        """Chance that the responder signs each offer."""
        of = {p: np.zeros((GRID, 1)) for p in PARTIES}
        flat = np.zeros(GRID)
        answer = assent(
            self.case,
            self.case.plans["pact"],
            self.futures,
            value=SimpleNamespace(
                red_line=dict.fromkeys(PARTIES, flat), cost={p: {} for p in PARTIES}
            ),
            war=SimpleNamespace(value=of | {PARTIES[responder]: np.full((GRID, 1), otherwise)}),
            compliance=SimpleNamespace(
                value=of | {PARTIES[responder]: offers[:, None]},
                types=dict.fromkeys(PARTIES, np.zeros(GRID, dtype=int)),
            ),
        )
        return answer.chance[PARTIES[responder]]

    def propose(self, responder, leaves):
        """The proposer's best offer and both sides' values, given what a refusal leaves each."""
        proposer, low, high = 1 - responder, 0.0, 1.0
        while True:
            offers = np.linspace(low, high, GRID)
            chance = self.signed(responder, offers, leaves[responder])
            worth = chance * (1 - offers) + (1 - chance) * leaves[proposer]
            best = int(np.argmax(worth))
            if high - low < 1e-11:
                break
            low, high = offers[max(best - 1, 0)], offers[min(best + 1, GRID - 1)]
        values = [0.0, 0.0]
        values[proposer] = worth[best]
        values[responder] = chance[best] * offers[best] + (1 - chance[best]) * leaves[responder]
        return offers[best], values

    def first_share(self, discounts, rounds):
        """What the first side keeps as the first to propose; they alternate."""
        values = (0.0, 0.0)
        for k in range(rounds - 1, -1, -1):
            proposer = k % 2
            leaves = [d * v for d, v in zip(discounts, values, strict=True)]
            offer, values = self.propose(1 - proposer, leaves)
        return 1 - offer

    def tossed(self, discount, rounds):
        """A fair coin picks each round's proposer: (what it keeps, expected values)."""
        values = (0.0, 0.0)
        for _ in range(rounds):
            leaves = [discount * v for v in values]
            offer, if_first = self.propose(1, leaves)
            _, if_second = self.propose(0, leaves)
            values = tuple((a + b) / 2 for a, b in zip(if_first, if_second, strict=True))
        return 1 - offer, values
