"""The game of compliance once more: slow, plain, one future, every event spelt out.

Written from docs/model.md and docs/decisions/0002, without numpy. A state is (tension, relief
taken back, guarantors engaged, posture of the first, posture of the second).
"""

import itertools
import math
from types import SimpleNamespace

BOTH = (0, 1)
TOP = 2  # the highest tension
COMPLY, PROBE, RENEGE = 0, 1, 2
STATES = list(itertools.product(range(TOP + 1), BOTH, BOTH, BOTH, BOTH))


def one_game(game, i):
    """The numbers of future i, with types cut to those that exist."""
    plain = {name: getattr(game, name)[i].tolist() for name in game._fields if name != "types"}
    for name in ("prior", "share", "war", "stake"):
        plain[name] = [plain[name][p][: int(game.types[p])] for p in BOTH]
    return SimpleNamespace(**plain)


def total_by_state(pairs):
    total = {}
    for chance, state in pairs:
        total[state] = total.get(state, 0.0) + chance
    return total


def cut(x):
    return min(max(x, 0.0), 1.0)


class Reference:
    def __init__(self, game, months):
        self.g, self.months = game, months
        self.kinds = [(p, kind) for p in BOTH for kind in range(len(game.prior[p]))]
        self.opportunity = (1 - math.exp(-2 * game.opportunity_rate / 12)) / 2
        self.vote_month = min(game.vote_month, months)
        self.value = {}  # (month, phase) -> (p, kind) -> state -> value
        self.choice = {}  # (month, phase) -> (p, kind) -> (state of the mover) -> chances
        self.next_states = {s: total_by_state(self.chances_of_next(s)) for s in STATES}
        if self.vote_month < months:
            for phase in (1, 2, 3):
                self.carry_back(phase, months, self.vote_month)
            self.value[self.vote_month, 0] = self.value_of_vote()
            self.carry_back(0, self.vote_month, 0)
        else:
            self.carry_back(0, months, 0)

    # --- what things are worth

    def flow(self, t, phase, p, kind, state):
        tension, taken, _, *posture = state
        since = t - self.g.relief_start
        if self.g.relief_months > 0:
            schedule = cut(since / self.g.relief_months)
        else:
            schedule = 1 if since >= 0 else 0
        kept = 0 if taken else schedule
        package = self.g.utility[p][phase] - (1 - kept) * self.g.benefit[p]
        return (
            self.g.share[p][kind] * package
            + self.g.probe_gain * posture[p]
            - self.g.probe_harm * posture[1 - p]
            - self.g.tension_cost * tension / TOP
        )

    def war(self, t, p, kind, shift=0.0):
        trend = (self.g.rearmament[p] - self.g.rearmament[1 - p]) * t / 12
        return cut(self.g.war[p][kind] + self.g.stake[p][kind] * (trend + shift))

    def edge(self, breaker, state):
        answered = self.g.response[breaker] if state[2] else 0.0
        return self.g.first_strike[breaker] - answered - self.g.support[1 - breaker]

    def reneged(self, t, p, kind, breaker, state):
        edge = self.edge(breaker, state)
        return self.war(t, p, kind, edge if p == breaker else -edge)

    # --- what chance does in a month

    def chances_of_next(self, state):
        """(chance, next state), collapse apart."""
        g = self.g
        tension, taken, engaged, *posture = state
        # For each side: nothing, an incident not pinned on it, an incident pinned on it.
        pinned = g.detection * g.attribution
        sides = []
        for p in BOTH:
            incident = g.incident if posture[p] else 0.0
            sides.append(
                [(1 - incident, 0, 0), (incident * (1 - pinned), 1, 0), (incident * pinned, 1, 1)]
            )
        false = g.false_attribution if tension > 0 else 0.0
        lies = [(1 - false, 0), (false, 1)]
        for (c1, up1, on1), (c2, up2, on2), (c3, lie1), (c4, lie2) in itertools.product(
            *sides, lies, lies
        ):
            chance = c1 * c2 * c3 * c4
            blamed = [on1 or lie1, on2 or lie2]
            stays = 1.0
            for p in BOTH:
                if blamed[p]:
                    stays *= 1 - g.snapback[p]
            reliefs = [(1.0, 1)] if taken else [(stays, 0), (1 - stays, 1)]
            factor = g.alarm if any(blamed) else 1.0
            if engaged:
                leaves = 1 - math.exp(-g.disengage / factor)
                answers = [(1 - leaves, 1), (leaves, 0)]
            else:
                comes = 1 - math.exp(-g.engage * factor)
                answers = [(comes, 1), (1 - comes, 0)]
            if posture == [0, 0]:
                levels = [(g.calm, max(tension - 1, 0)), (1 - g.calm, tension)]
            else:
                levels = [(1.0, min(tension + up1 + up2, TOP))]
            for (c5, b), (c6, e), (c7, k) in itertools.product(reliefs, answers, levels):
                yield chance * c5 * c6 * c7, (k, b, e, *posture)

    def accident(self, tension):
        return 1 - math.exp(-self.g.accident_hazard * tension / TOP)

    def lapse(self, t):
        due = (t + 1) // self.g.mandate_months > t // self.g.mandate_months
        return self.g.lapse if due else 0.0

    # --- backward induction

    def carry_back(self, phase, last, first):
        if last == self.months:
            self.value[last, phase] = {
                who: {s: self.flow(last, phase, *who, s) for s in STATES} for who in self.kinds
            }
        for t in range(last - 1, first - 1, -1):
            after = {
                who: {s: self.value_after_move(t, phase, *who, s) for s in STATES}
                for who in self.kinds
            }
            self.choice[t, phase] = {
                who: {s: self.chances_to_choose(t, *who, s, after[who]) for s in STATES}
                for who in self.kinds
            }
            self.value[t, phase] = {
                who: {s: self.value_before_move(t, phase, *who, s, after[who]) for s in STATES}
                for who in self.kinds
            }

    def value_after_move(self, t, phase, p, kind, state):
        delta = self.g.discount[p] ** (1 / 12)
        expected = 0.0
        for then, chance in self.next_states[state].items():
            holds = (1 - self.accident(then[0])) * (1 - self.lapse(t))
            expected += chance * holds * self.value[t + 1, phase][p, kind][then]
            expected += chance * (1 - holds) * self.war(t + 1, p, kind)
        return (1 - delta) * self.flow(t, phase, p, kind, state) + delta * expected

    def outcomes(self, t, mover, p, kind, state, after):
        """What p gets from each choice of the mover."""
        comply, probe = list(state), list(state)
        comply[3 + mover], probe[3 + mover] = 0, 1
        return [
            after[tuple(comply)],
            after[tuple(probe)],
            self.reneged(t, p, kind, mover, state),
        ]

    def chances_to_choose(self, t, p, kind, state, after):
        payoffs = self.outcomes(t, p, p, kind, state, after)
        weights = [math.exp(self.g.precision * (x - max(payoffs))) for x in payoffs]
        return [w / sum(weights) for w in weights]

    def value_before_move(self, t, phase, p, kind, state, after):
        total = (1 - 2 * self.opportunity) * after[state]
        for mover in BOTH:
            payoffs = self.outcomes(t, mover, p, kind, state, after)
            if mover == p:
                chances = self.choice[t, phase][p, kind][state]
            else:
                chances = [
                    sum(
                        prior * self.choice[t, phase][mover, other][state][action]
                        for other, prior in enumerate(self.g.prior[mover])
                    )
                    for action in (COMPLY, PROBE, RENEGE)
                ]
            total += self.opportunity * sum(c * x for c, x in zip(chances, payoffs, strict=True))
        return total

    def value_of_vote(self):
        total = {who: dict.fromkeys(STATES, 0.0) for who in self.kinds}
        for phase, chance in enumerate(self.g.vote, start=1):
            unrest = self.g.unrest if phase < 3 else 0.0
            for who in self.kinds:
                values = self.value[self.vote_month, phase][who]
                for s in STATES:
                    tenser = (min(s[0] + 1, TOP), *s[1:])
                    total[who][s] += chance * ((1 - unrest) * values[s] + unrest * values[tenser])
        return total

    def value_at_signing(self, p, kind):
        values = self.value[0, 0][p, kind]
        return self.g.engaged * values[0, 0, 1, 0, 0] + (1 - self.g.engaged) * values[0, 0, 0, 0, 0]

    # --- one history, and what observers make of it

    def history(self, monthly, start, drawn):
        g, q = self.g, self.opportunity
        seen = [0, 0, 0, 0, 0]
        evidence = dict.fromkeys(self.kinds, 0.0)
        five_years = dict(evidence)
        probing = dict.fromkeys(self.kinds, 0.0)
        tension, taken, engaged, posture = 0, 0, int(start[2] < g.engaged), [0, 0]
        phase, vote = 0, -1
        for t, (who, act, *incidents, lie1, lie2, snap, answer, end) in enumerate(monthly):
            if t == self.vote_month:
                phase = 1 + sum(start[0] >= sum(g.vote[: k + 1]) for k in BOTH)
                if phase < 3:
                    vote = phase - 1
                    if start[1] < g.unrest:
                        tension = min(tension + 1, TOP)
            state = (tension, taken, engaged, *posture)
            mover = 0 if who < q else 1 if who < 2 * q else None
            action = None
            if mover is not None:
                _, probe, renege = self.choice[t, phase][mover, drawn[mover]][state]
                action = RENEGE if act < renege else PROBE if act < renege + probe else COMPLY
            # What each type's strategy says of an open breach, or of its absence.
            for p, kind in self.kinds:
                _, probe, renege = self.choice[t, phase][p, kind][state]
                if action == RENEGE:
                    if p == mover:
                        evidence[p, kind] += log(q * renege)
                    continue
                evidence[p, kind] += log(1 - q * renege)
                before = probing[p, kind]
                probing[p, kind] = ((1 - q) * before + q * probe) / (1 - q * renege)
            if action == RENEGE:
                if t < 60:
                    five_years = dict(evidence)
                return t, 1 + mover, vote, seen, evidence, five_years
            if mover is not None:
                posture[mover] = action
            false = g.false_attribution if tension > 0 else 0.0
            up, blamed = 0, []
            for p, lie in zip(BOTH, (lie1, lie2), strict=True):
                happens = posture[p] and incidents[p] < g.incident
                detected = posture[p] and incidents[p] < g.incident * g.detection
                pinned = posture[p] and incidents[p] < g.incident * g.detection * g.attribution
                up += bool(happens)
                blamed.append(bool(pinned or lie < false))
                seen[p] += blamed[p]
                seen[2 + p] += bool(detected and not pinned)
                seen[4] += posture[p]
            # What each type's supposed posture says of the month's blame.
            hit = g.incident * g.detection * g.attribution
            for p, kind in self.kinds:
                chance = {0: false, 1: 1 - (1 - hit) * (1 - false)}
                if not blamed[p]:
                    chance = {own: 1 - c for own, c in chance.items()}
                on = probing[p, kind]
                total = on * chance[1] + (1 - on) * chance[0]
                evidence[p, kind] += log(total)
                if total > 0:
                    probing[p, kind] = on * chance[1] / total
            if any(posture):
                tension = min(tension + up, TOP)
            elif incidents[0] < g.calm:
                tension = max(tension - 1, 0)
            stays = math.prod(1 - g.snapback[p] for p in BOTH if blamed[p])
            taken = int(taken or snap < 1 - stays)
            factor = g.alarm if any(blamed) else 1.0
            if engaged:
                engaged = int(answer < math.exp(-g.disengage / factor))
            else:
                engaged = int(answer < 1 - math.exp(-g.engage * factor))
            if t < 60:
                five_years = dict(evidence)
            accident = self.accident(tension)
            if end < accident:
                return t, 3, vote, seen, evidence, five_years
            if end < accident + (1 - accident) * self.lapse(t):
                return t, 4, vote, seen, evidence, five_years
        return -1, 0, vote, seen, evidence, five_years


def log(chance):
    return math.log(max(chance, 1e-300))
