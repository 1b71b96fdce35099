"""Talks while a war goes on told slowly: one future, one menu, states in dictionaries.

Written from the equations of talks (the docstrings of `stages.talks.chain` and `course`). A state
of the war is (None while it is fought or the end that it stands in, patrons gone, ground), as in
`war_reference`; before the first meeting a war is in the layer "unmet", then in "met". A war in
which the bodies have refused a text goes on with a menu of its own: a `Talks` again.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from functools import cache
from types import SimpleNamespace

from interim.stages.talks.course import Followed
from interim.stages.war.chain import GRID
from stages.war_reference import War

BOTH, MEDIATORS = (0, 1), 2
FRESH = 60
"""Months after which nobody minds a first refusal any more."""


def on_line(ends, g):
    """With the share of the zone captured at a point of the grid."""
    return ends[0] + (ends[1] - ends[0]) * g / (GRID - 1)


class Future:
    """What one future is like, whatever is on the menu."""

    def __init__(self, numbers, i, strength, lives, offers, split, edge=0.0):
        self.war, self.patrons = War(numbers, i, strength, edge), numbers.shift.shape[1]
        self.discount, self.flow, self.terms = (table[i].tolist() for table in lives)
        self.resumes = numbers.resumes[i].tolist()
        self.offers = SimpleNamespace(**{k: v[i].tolist() for k, v in offers._asdict().items()})
        self.agents, self.plans = range(len(self.discount)), range(len(self.offers.answer))
        self.split, self.next = split, cache(self.next)

    def next(self, state):
        return dict(self.war.month(state))

    def final(self, where):
        return where is not None and self.resumes[where] == 0

    def side(self, agent):
        return 0 if agent < self.split else 1

    def living(self, agent, state):
        """What a month of a state brings an agent, as a flow."""
        where, _, g = state
        return on_line(self.flow[agent] if where is None else self.terms[agent][where], g)

    def deal(self, agent, k, mask, g):
        return on_line([self.offers.value[k][mask][c][agent] for c in BOTH], g)

    def passing(self, k, mask, g):
        return on_line(self.offers.passing[k][mask], g)

    def may_sign(self, p, k, g):
        red = on_line([self.offers.red[k][c][p] for c in BOTH], g)
        return self.offers.rigidity[p] < 1 - red

    def speaks(self, mask, voice):
        """Of those who may speak at a meeting -> chance."""
        weights = [w * v for w, v in zip(self.offers.speaks[mask], voice, strict=True)]
        return [w / sum(weights) if sum(weights) else 0.0 for w in weights]

    def mediated(self, mask, menu):
        """Text -> chance that a mediator who speaks puts it."""
        weights = {k: self.offers.puts[mask][k] for k in menu}
        return {k: w / sum(weights.values()) for k, w in weights.items() if w}


class Talks:
    """Talks over a menu; `refused` gives those that follow once the bodies have refused a text."""

    def __init__(self, future, menu, window, voice, ties, *, cost=True, refused=None):
        self.f, self.menu, self.window, self.voice, self.ties = future, menu, window, voice, ties
        self.layers = ("met", "unmet") if cost else ("met",)
        self.refused, self.months = refused or {}, len(window)
        # Told once, remembered after.
        self.value, self.on = cache(self.value), cache(self.on)
        self.signs, self.chosen = cache(self.signs), cache(self.chosen)

    def value(self, layer, t, agent, state):
        """At the start of a month, before it is known whether they meet in it."""
        where, mask, g = state
        if t == self.months:
            return self.f.living(agent, state)
        if where is not None:
            return (
                self.f.living(agent, state)
                if self.f.final(where)
                else self.on(layer, t, agent, state)
            )
        return self.expected(layer, t, agent, mask, g)

    def on(self, layer, t, agent, state):
        """Once nothing has been signed in the month."""
        d, after = self.f.discount[agent], self.late(layer, t + 1)
        total = (1 - d) * self.f.living(agent, state)
        for to, chance in self.f.next(state).items():
            total += d * chance * self.value(after, t + 1, agent, to)
        return total

    def late(self, layer, t):
        return "met" if t >= FRESH else layer

    def going_on(self, layer, t, agent, mask, g):
        return self.on(layer, t, agent, (None, mask, g))

    # --- a meeting

    def refusing(self, layer, t, agent, mask, g, by):
        """What an agent has once some principals have been seen to refuse."""
        total = 0.0
        for to, chance in self.leaving(mask, by):
            total += chance * self.going_on("met", t, agent, to, g)
        if layer == "unmet" and self.f.side(agent) in by:
            total -= self.f.offers.refusal[self.f.side(agent)]
        return total

    def leaving(self, mask, by):
        """Each set of patrons gone once some have refused, with its chance."""
        stays = [
            math.prod(1.0 - self.ties[p][q] for p in by) if not mask >> q & 1 else 1.0
            for q in range(self.f.patrons)
        ]
        for leave in itertools.product((False, True), repeat=self.f.patrons):
            chance = math.prod(1.0 - s if goes else s for s, goes in zip(stays, leave, strict=True))
            yield mask | sum(1 << q for q, goes in enumerate(leave) if goes), chance

    def signs(self, layer, t, agent, k, mask, g):
        p = self.f.side(agent)
        refuses = self.refusing(layer, t, agent, mask, g, [p])
        return self.f.may_sign(p, k, g) and self.f.deal(agent, k, mask, g) >= refuses

    def chance(self, p, layer, t, k, mask, g):
        """That a principal would sign, its type not being known."""
        return sum(
            self.f.offers.prior[a]
            for a in self.f.agents
            if self.f.side(a) == p and self.signs(layer, t, a, k, mask, g)
        )

    def signed(self, t, agent, k, mask, g):
        """What a signature is worth: the bodies may refuse it."""
        without = self.refused.get(k, self).going_on("met", t, agent, mask, g)
        passing = self.f.passing(k, mask, g)
        return passing * self.f.deal(agent, k, mask, g) + (1 - passing) * without

    def put(self, layer, t, agent, k, mask, g):
        """What putting a text is worth to a principal that would sign it."""
        other = 1 - self.f.side(agent)
        agrees = self.chance(other, layer, t, k, mask, g)
        refused = self.refusing(layer, t, agent, mask, g, [other])
        return agrees * self.signed(t, agent, k, mask, g) + (1 - agrees) * refused

    def chosen(self, layer, t, agent, mask, g):
        """The text that an agent puts, None for none."""
        best, text = self.going_on(layer, t, agent, mask, g), None
        for k in self.menu:
            if self.signs(layer, t, agent, k, mask, g):
                worth = self.put(layer, t, agent, k, mask, g)
                if worth > best + 1e-14:
                    best, text = worth, k
        return text

    def expected(self, layer, t, agent, mask, g):
        f, p = self.f, self.f.side(agent)
        stay = self.going_on(layer, t, agent, mask, g)
        speaks = f.speaks(mask, self.voice)
        # It speaks itself.
        text = self.chosen(layer, t, agent, mask, g)
        own = stay if text is None else self.put(layer, t, agent, text, mask, g)
        # One of the other's types does.
        others, whole = 0.0, 0.0
        for other in f.agents:
            if f.side(other) != p:
                text = self.chosen(layer, t, other, mask, g)
                if text is None:
                    answer = stay
                elif self.signs(layer, t, agent, text, mask, g):
                    answer = self.signed(t, agent, text, mask, g)
                else:
                    answer = self.refusing(layer, t, agent, mask, g, [p])
                others += f.offers.prior[other] * answer
                whole += f.offers.prior[other]
        assert abs(whole - 1) < 1e-12
        # A mediator does.
        mediated, none = 0.0, 1.0
        for k, puts in f.mediated(mask, self.menu).items():
            agrees = self.chance(1 - p, layer, t, k, mask, g)
            if self.signs(layer, t, agent, k, mask, g):
                signed, mine = self.signed(t, agent, k, mask, g), []
            else:
                signed, mine = self.refusing(layer, t, agent, mask, g, [p]), [p]
            refused = self.refusing(layer, t, agent, mask, g, [*mine, 1 - p])
            mediated += puts * (agrees * signed + (1 - agrees) * refused)
            none -= puts
        mediated += none * stay
        by_speaker = {p: own, 1 - p: others, MEDIATORS: mediated}
        meets = f.offers.meets * self.window[t]
        silent = 1 - sum(speaks)
        meeting = sum(speaks[who] * worth for who, worth in by_speaker.items()) + silent * stay
        return meets * meeting + (1 - meets) * stay


def with_refusals(future, menu, window, voice, ties, *, cost=True):
    """Talks over a menu, of which the bodies may refuse one for good (one of the first seven)."""
    less = {
        k: Talks(future, [j for j in menu if j != k], window, voice, ties, cost=cost)
        for k in menu
        if k < 7
    }
    return Talks(future, menu, window, voice, ties, cost=cost, refused=less)


def follow(talks, drawn, lasts):
    """What becomes of talks between the drawn types: the fields of `Followed` as dictionaries."""
    f, months = talks.f, talks.months
    out = SimpleNamespace(**{name: defaultdict(float) for name in Followed._fields})

    def look(t, at):
        for (_, _, (where, _, g)), much in at.items():
            if where is None:
                out.fights[t] += much
                out.ground[t] += much * g / (GRID - 1)
            else:
                out.stands[t] += much

    def would_sign(held, layer, t, k, mask, g):
        return [held.signs(layer, t, drawn[p], k, mask, g) for p in BOTH]

    def put_by(held, layer, t, mask, g):
        """(text, speaker, chance) of what may be put at a meeting."""
        speaks = f.speaks(mask, talks.voice)
        for p in BOTH:
            text = held.chosen(layer, t, drawn[p], mask, g)
            if text is not None:
                yield text, p, speaks[p]
        for k, puts in f.mediated(mask, held.menu).items():
            yield k, MEDIATORS, speaks[MEDIATORS] * puts

    # (the talks that are held, None if none are any more; layer; state) -> chance
    at = {(talks, talks.layers[-1], (None, 0, 0)): 1.0}
    for t in range(months):
        look(t, at)
        after = defaultdict(float)
        for (held, layer, state), much in at.items():
            where, mask, g = state
            layer, left = talks.late(layer, t), much
            if held is not None and where is None:
                half, gone = int(2 * g >= GRID - 1), int(mask > 0)
                out.seen[half, gone] += much
                for k in held.menu:
                    if all(would_sign(held, layer, t, k, mask, g)):
                        out.ripe[k, t] += much
                        out.split[k, half, gone] += much
                        if f.offers.answer[k] >= f.passing(k, mask, g):
                            out.barred[k, t] += much
                for k, speaker, chance in put_by(held, layer, t, mask, g):
                    put = much * f.offers.meets * talks.window[t] * chance
                    left -= put
                    answers = would_sign(held, layer, t, k, mask, g)
                    if not all(answers):
                        by = [p for p in BOTH if not answers[p]]
                        for to, goes in talks.leaving(mask, by):
                            after[held, "met", (None, to, g)] += put * goes
                        continue
                    out.signed[k, t] += put
                    out.spoke[k, mask, speaker] += put
                    if f.offers.answer[k] < f.passing(k, mask, g):
                        out.passed[k, t] += put
                        share = g / (GRID - 1)
                        for c, part in enumerate((put * (1 - share), put * share)):
                            long = lasts[k][mask][c]
                            for month in range(t, months + 1):
                                if long < 0 or month < t + long:
                                    out.force[k, month] += part
                    else:
                        after[held.refused.get(k), "met", state] += put
            after[held, layer, state] += left
        at = defaultdict(float)
        for (held, layer, state), much in after.items():
            moves = {state: 1.0} if f.final(state[0]) else f.next(state)
            for to, chance in moves.items():
                at[held, layer, to] += much * chance
    look(months, at)
    return out
