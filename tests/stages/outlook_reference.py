"""What becomes of a deal once more: slow, plain, one future and one pair of types.

The chances of every event of `compliance_reference.Reference.history`, summed month by month
instead of drawn. What is followed is (phase of the vote, place of the withdrawal, point of the
public's belief, state, whether no blame has fallen on the first, on the second).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from stages.compliance_reference import BOTH, COMPLY, PROBE, RENEGE, TOP

YEAR = 12


@dataclass
class Told:
    """Chances by the end of a month."""

    breaks: list = field(default_factory=lambda: [[0.0, 0.0], [0.0, 0.0]])
    accident: float = 0.0
    lapse: float = 0.0
    lasts: float = 1.0
    clean: list = field(default_factory=lambda: [0.0, 0.0])
    """Chance that no blame has fallen on either, by now or until the end of the deal; in a year."""


def told_of(reference, kinds, kept, months):
    """`Told` at the end of each of so many months, if the vote leads to the phase `kept`."""
    told, mass, by_month = Told(), signing(reference), []
    for t in range(months):
        mass = opened(reference, t, kept, mass)
        mass = moved(reference, t, kinds, mass, told)
        mass = ended(reference, t, mass, told)
        told.lasts = sum(mass.values())
        breaks, clean = [list(by) for by in told.breaks], list(told.clean)
        for (*_, unblamed), chance in mass.items():
            clean = [c + chance * u for c, u in zip(clean, unblamed, strict=True)]
        by_month.append(Told(breaks, told.accident, told.lapse, told.lasts, clean))
    return by_month


def signing(reference):
    g, mass = reference.g, defaultdict(float)
    for part, point in reference.around(g.public[g.feared]):
        for engaged, chance in ((1, g.engaged), (0, 1 - g.engaged)):
            state = (0, int(g.pending), engaged, 0, 0)
            mass[0, reference.signing, point, state, (1, 1)] += part * chance
    return mass


def opened(reference, t, kept, mass):
    """The withdrawal's deadline, then the vote."""
    g, after = reference.g, defaultdict(float)
    for (phase, place, point, state, unblamed), chance in mass.items():
        then, unrest = phase, 0.0
        where = (
            "given up" if place not in ("done", "given up") and t == reference.deadline else place
        )
        if phase == 0 and where == "done" and t >= g.vote_month and not (g.vote_calm and state[0]):
            then, unrest = kept, g.unrest if kept < 3 else 0.0
        tenser = (min(state[0] + 1, TOP), *state[1:])
        after[then, where, point, state, unblamed] += chance * (1 - unrest)
        after[then, where, point, tenser, unblamed] += chance * unrest
    return after


def moved(reference, t, kinds, mass, told):
    """Who moves, and what it chooses."""
    q, after = reference.opportunity, defaultdict(float)
    for (phase, place, point, state, unblamed), chance in mass.items():
        if chance == 0:
            continue
        posture = state[3:]
        side, due = reference.next_step(place, posture)
        after[phase, place, point, state, unblamed] += chance * (1 - due) * (1 - 2 * q)
        occasions = [(p, False, (1 - due) * q) for p in BOTH]
        for p, asked, occasion in [*occasions, (side, True, due)] if due else occasions:
            choices = reference.choices(t, phase, place, point, steps=asked)
            chances = [chance * occasion * c for c in choices[p, kinds[p]][state]]
            told.breaks[p][posture[p]] += chances[RENEGE]
            told.clean = [
                c + chances[RENEGE] * u for c, u in zip(told.clean, unblamed, strict=True)
            ]
            for action in (COMPLY, PROBE):
                then = list(state)
                then[3 + p] = action
                steps = asked and action == COMPLY
                where = reference.after_step(place, p) if steps else place
                after[phase, where, point, tuple(then), unblamed] += chances[action]
    return after


def ended(reference, t, mass, told):
    """Incidents, blame and what they lead to; the deal goes on, or ends by itself."""
    after = defaultdict(float)
    for (phase, place, point, state, unblamed), here in mass.items():
        if here == 0:
            continue
        for chance, sign, blamed, then in reference.blames(state, point):
            belief = reference.learnt(t, phase, place, point, state, sign)
            still = unblamed
            if t < YEAR:
                still = tuple(int(u and not b) for u, b in zip(unblamed, blamed, strict=True))
            for part, reached in reference.around(belief):
                goes = here * chance * part
                accident, lapse = reference.accident(then[0]), reference.lapse(t)
                after[phase, place, reached, then, still] += goes * (1 - accident) * (1 - lapse)
                told.accident += goes * accident
                told.lapse += goes * (1 - accident) * lapse
                for p in BOTH:
                    told.clean[p] += goes * (accident + (1 - accident) * lapse) * still[p]
    return after
