"""The chain of a war told slowly: states in a dictionary, one war at a time, no tables."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import product

from interim.stages.war.chain import GRID


def tilt(y):
    return 1 + y if y >= 0 else 1 / (1 - y)


def gone(mask, patrons):
    return [q for q in range(patrons) if mask >> q & 1]


class War:
    """One future of a `Numbers`, with strengths (2,) and an edge."""

    def __init__(self, numbers, i, strength, edge):
        self.n, self.i, self.strength, self.edge = numbers, i, strength, edge
        self.patrons, self.ends = numbers.shift.shape[1], numbers.hazard.shape[1]

    def rates(self, mask, share):
        n, i = self.n, self.i
        edge = self.edge + n.high_ground[i] * share
        rates = []
        for e in range(self.ends):
            rate = n.hazard[i, e] * math.prod(n.factor[i, e, q] for q in gone(mask, self.patrons))
            if n.victor[e] == 0:
                rate *= tilt(self.strength[0] * edge)
            if n.victor[e] == 1:
                rate *= tilt(-self.strength[1] * edge)
            rates.append(rate)
        return rates

    def moves(self, mask, g):
        """Point of the ground -> chance."""
        n, i, share = self.n, self.i, g / (GRID - 1)
        speed = n.gain[i] + n.pace[i] * (self.edge + n.high_ground[i] * share)
        speed += sum(n.shift[i, q] for q in gone(mask, self.patrons))
        chances = defaultdict(float)
        for sign in (-1, 1):
            to = min(max(share + speed + sign * n.spread[i], 0), 1) * (GRID - 1)
            low = min(int(to), GRID - 2)
            chances[low] += 0.5 * (low + 1 - to)
            chances[low + 1] += 0.5 * (to - low)
        return chances

    def leaving(self, mask, hazards):
        """Patrons gone after a month -> chance."""
        staying = [q for q in range(self.patrons) if not mask >> q & 1]
        for choice in product((0, 1), repeat=len(staying)):
            chance, after = 1.0, mask
            for q, leaves in zip(staying, choice, strict=True):
                stays = math.exp(-hazards[q])
                chance *= 1 - stays if leaves else stays
                after |= leaves << q
            yield after, chance

    def month(self, state):
        """What a month of a state (None fighting or an end, patrons gone, ground) leads to."""
        where, mask, g = state
        n, i, out = self.n, self.i, defaultdict(float)
        if where is None:
            rates = self.rates(mask, g / (GRID - 1))
            total = sum(rates)
            stop = -math.expm1(-total)
            ways = {None: 1 - stop} | {
                e: stop * rate / total for e, rate in enumerate(rates) if total > 0
            }
            for to, moved in self.moves(mask, g).items():
                for way, chance in ways.items():
                    hazards = n.withdrawal[i] if way is None else n.peace[i]
                    for after, leaves in self.leaving(mask, hazards):
                        out[way, after, to] += moved * chance * leaves
        else:
            breaks = -math.expm1(-n.resumes[i, where])
            for way, chance in ((None, breaks), (where, 1 - breaks)):
                hazards = n.withdrawal[i] if way is None else n.peace[i]
                for after, leaves in self.leaving(mask, hazards):
                    out[way, after, g] += chance * leaves
        return out

    def value(self, months, discount, flow, terms, start=(None, 0, 0)):
        """What the war is worth, forward month by month; after the horizon the last flow lasts."""

        def now(state):
            where, _, g = state
            none, whole = flow if where is None else terms[where]
            return none + (whole - none) * g / (GRID - 1)

        at, total, weight = {start: 1.0}, 0.0, 1.0 - discount
        for _ in range(months):
            total += weight * sum(chance * now(state) for state, chance in at.items())
            weight *= discount
            then = defaultdict(float)
            for state, chance in at.items():
                for after, much in self.month(state).items():
                    then[after] += chance * much
            at = then
        return total + discount**months * sum(chance * now(state) for state, chance in at.items())

    def prevails(self, months, victor):
        """Chance that a final end has come by the horizon in which a side has won."""
        at = {(None, 0, 0): 1.0}
        for _ in range(months):
            then = defaultdict(float)
            for state, chance in at.items():
                for after, much in self.month(state).items():
                    then[after] += chance * much
            at = then
        return sum(
            chance
            for (where, _, _), chance in at.items()
            if where is not None
            and self.n.victor[where] == victor
            and self.n.resumes[self.i, where] == 0
        )
