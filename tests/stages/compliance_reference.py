"""The game of compliance once more: slow, plain, one future, every event spelt out.

Written from docs/model.md and docs/decisions/0002, without numpy. A state is (tension, relief not
paid, guarantors engaged, posture of the first, posture of the second). Beside it stand the phase
of the vote, the place of the withdrawal ("done", "given up", or the steps taken by each) and the
point of the public's belief.
"""

import itertools
import math
from types import SimpleNamespace

BOTH = (0, 1)
TOP = 2  # the highest tension
COMPLY, PROBE, RENEGE = 0, 1, 2
STATES = list(itertools.product(range(TOP + 1), BOTH, BOTH, BOTH, BOTH))
NOTHING, NOBODYS, BLAME = 0, 1, 2
"""What the public sees in a month of the principal that it has a belief about."""


def one_game(game, i):
    """The numbers of future i, with types cut to those that exist."""
    plain = {name: getattr(game, name)[i].tolist() for name in game._fields if name != "types"}
    plain["prior"] = [plain["prior"][p][: int(game.types[p])] for p in BOTH]
    return SimpleNamespace(**plain)


def between(values, edge, bend, step):
    """The cubic through the four nodes around an edge; beyond the last node values stay."""
    bent = math.copysign(math.log1p(bend * abs(edge)) / bend, edge) if bend > 0 else edge
    at = min(max(bent / step + len(values) // 2, 0.0), len(values) - 1.0)
    first = max(min(int(at) - 1, len(values) - 4), 0)
    total = 0.0
    for j in range(first, first + 4):
        weight = 1.0
        for other in range(first, first + 4):
            if other != j:
                weight *= (at - other) / (j - other)
        total += weight * values[j]
    return total


def cut(x):
    return min(max(x, 0.0), 1.0)


class Reference:
    def __init__(self, game, months):
        self.g, self.months = game, months
        self.kinds = [(p, kind) for p in BOTH for kind in range(len(game.prior[p]))]
        self.opportunity = (1 - math.exp(-2 * game.opportunity_rate / 12)) / 2
        self.vote_month = min(game.vote_month, months)
        self.withdraws = any(game.steps)
        self.deadline = min(max(game.deadline, 1), months) if self.withdraws else 0
        late = self.deadline > game.vote_month
        self.waits = self.vote_month < months and bool(game.vote_calm or late)
        self.signing = (0, 0) if self.withdraws else "done"
        self.before, self.moved, self.chosen, self.merged, self.blamed = {}, {}, {}, {}, {}
        # At the belief of the signing: what a game without a public belief knows.
        self.next_states = {s: self.total_by_state(s) for s in STATES}

    @property
    def value(self):
        """(month, phase) -> who -> state -> value before the move, with the withdrawal done."""
        return _Lookup(lambda t, phase: self.value_before(t, phase, "done", 0))

    @property
    def choice(self):
        """(month, phase) -> who -> state of the mover -> chances."""
        return _Lookup(lambda t, phase: self.choices(t, phase, "done", 0))

    # --- what things are worth

    def done(self, place, p):
        """Part of a principal's withdrawal that is done."""
        if place == "done" or not self.g.steps[p]:
            return 1.0
        return 0.0 if place == "given up" else place[p] / self.g.steps[p]

    def lead(self, place, p):
        if place in ("done", "given up") or not self.g.steps[p]:
            return 0.0
        behind = self.done(place, 1 - p) if self.g.steps[1 - p] else 0.0
        return max(self.done(place, p) - behind, 0.0)

    def rise(self, point):
        if len(self.g.grid) == 1:
            return 0.0
        return self.g.grid[point] - self.g.public[self.g.feared]

    def flow(self, t, phase, p, kind, state, place="done"):
        tension, taken, _, *posture = state
        since = t - self.g.relief_start
        if self.g.relief_months > 0:
            schedule = cut(since / self.g.relief_months)
        else:
            schedule = 1 if since >= 0 else 0
        if self.g.relief_waits and place != "done":
            schedule = 0
        kept = 0 if taken else schedule
        package = self.g.utility[p][phase] - (1 - kept) * self.g.benefit[p]
        for side in BOTH:
            package -= (1 - self.done(place, side)) * self.g.leaving_worth[side][p]
        return (
            package
            + self.g.probe_gain * posture[p]
            - self.g.probe_harm * posture[1 - p]
            - self.g.tension_cost * tension / TOP
        )

    def edge(self, t, breaker, engaged, place="done", point=0):
        """Of the side that attacks the zone, in a war that `breaker` (-1 nobody) begins."""
        g, attacker = self.g, self.g.attacker
        favours = {attacker: 1, 1 - attacker: -1}
        edge = (g.rearmament[attacker] - g.rearmament[1 - attacker]) * t / 12
        for side in BOTH:
            edge -= favours[side] * g.exposure[side] * self.lead(place, side)
        if breaker in (-1, g.about):
            edge += favours[1 - g.about] * g.trust[0] * self.rise(point)
        if breaker >= 0:
            strike = g.first_strike[breaker] - g.support[1 - breaker]
            for side in BOTH:
                strike -= (1 - self.done(place, side)) * g.leaving_strike[side][breaker]
            answered = g.response[breaker] if engaged else 0.0
            if breaker == g.about:
                answered *= max(1 + g.trust[1] * self.rise(point), 0)
            edge += favours[breaker] * (strike - answered)
        return edge

    def war(self, t, p, kind, breaker=-1, engaged=0, place="done", point=0):
        """Value of a war begun in month t, over who holds the ground and which patrons left."""
        g, agent = self.g, kind + p * len(self.g.prior[0])
        begun = 0 if breaker < 0 else 1 if breaker == g.attacker else 2
        table = g.war[g.kind[begun]]
        left = self.done(place, g.opens) if g.opens >= 0 else 1.0
        taken = g.zone[breaker if breaker >= 0 else 2]
        place_of = left * (len(table) - 1)
        low = min(int(place_of), len(table) - 2)
        value = 0.0
        for share, much in (
            (0, 1 - taken),
            (low, taken * (low + 1 - place_of)),
            (low + 1, taken * (place_of - low)),
        ):
            for gone, at_edges in enumerate(table[share]):
                chance = 1.0
                for q, hazard in enumerate(g.peace):
                    stays = math.exp(-hazard * t)
                    chance *= 1 - stays if gone >> q & 1 else stays
                values = [row[agent] for row in at_edges]
                edge = self.edge(t, breaker, engaged, place, point)
                value += much * chance * between(values, edge, g.bend, g.step)
        return value - (g.beginning[p] if p == breaker else 0.0)

    def reneged(self, t, p, kind, breaker, state, place="done", point=0):
        return self.war(t, p, kind, breaker, state[2], place, point)

    # --- what chance does in a month

    def events(self, state, point=0):
        """(chance, what the public sees, whether each is blamed, next state), collapse apart."""
        g = self.g
        tension, taken, engaged, *posture = state
        # For each side: no incident, one unseen, one seen but pinned on nobody, one pinned on it.
        sides = []
        for p in BOTH:
            incident = g.incident if posture[p] else 0.0
            named = g.detection * g.attribution
            sides.append(
                [
                    (1 - incident, "none"),
                    (incident * (1 - g.detection), "unseen"),
                    (incident * (g.detection - named), "seen"),
                    (incident * named, "pinned"),
                ]
            )
        false = g.false_attribution if tension > 0 else 0.0
        lies = [(1 - false, 0), (false, 1)]
        for (c1, one), (c2, two), (c3, lie1), (c4, lie2) in itertools.product(*sides, lies, lies):
            chance = c1 * c2 * c3 * c4
            blamed = [one == "pinned" or lie1, two == "pinned" or lie2]
            sign = BLAME if blamed[g.about] else NOBODYS if "seen" in (one, two) else NOTHING
            leaves = self.relief_ends(taken, blamed)
            answers = self.answers(engaged, any(blamed), point)
            up = (one != "none") + (two != "none")
            if posture == [0, 0]:
                levels = [(g.calm, max(tension - 1, 0)), (1 - g.calm, tension)]
            else:
                levels = [(1.0, min(tension + up, TOP))]
            reliefs = [(leaves, 1), (1 - leaves, 0)]
            guarantors = [(answers, 1), (1 - answers, 0)]
            for (c5, b), (c6, e), (c7, k) in itertools.product(reliefs, guarantors, levels):
                yield chance * c5 * c6 * c7, sign, tuple(map(bool, blamed)), (k, b, e, *posture)

    def relief_ends(self, taken, blamed):
        """Chance that relief is not paid next month."""
        if taken:
            guilty = any(blamed[p] and self.g.receives[p] for p in BOTH)
            return 1.0 if guilty else 1 - self.g.regain
        return 1 - math.prod(1 - self.g.snapback[p] for p in BOTH if blamed[p])

    def answers(self, engaged, alarmed, point=0):
        """Chance that the guarantors are engaged next month."""
        factor = self.g.alarm if alarmed else 1.0
        factor *= math.exp(self.g.trust[2] * self.rise(point))
        if engaged:
            return math.exp(-self.g.disengage / factor)
        return 1 - math.exp(-self.g.engage * factor)

    def total_by_state(self, state):
        total = {}
        for (_, then), chance in self.outlook(state, 0).items():
            total[then] = total.get(then, 0.0) + chance
        return total

    def outlook(self, state, point):
        """(what the public sees, next state) -> chance, collapse apart."""
        key = (state, point)
        if key not in self.merged:
            total = {}
            for chance, sign, _, then in self.events(state, point):
                if chance > 0:
                    total[sign, then] = total.get((sign, then), 0.0) + chance
            self.merged[key] = total
        return self.merged[key]

    def blames(self, state, point):
        """`events` that end alike taken together."""
        key = (state, point)
        if key not in self.blamed:
            total = {}
            for chance, *end in self.events(state, point):
                if chance > 0:
                    total[tuple(end)] = total.get(tuple(end), 0.0) + chance
            self.blamed[key] = [(chance, *end) for end, chance in total.items()]
        return self.blamed[key]

    def accident(self, tension):
        return 1 - math.exp(-self.g.accident_hazard * tension / TOP)

    def lapse(self, t):
        due = (t + 1) // self.g.mandate_months > t // self.g.mandate_months
        return self.g.lapse if due else 0.0

    # --- the withdrawal

    def next_step(self, place, postures):
        """Whose step falls due next, and with what chance."""
        g = self.g
        if place in ("done", "given up"):
            return None, 0.0
        left = [place[p] < g.steps[p] for p in BOTH]
        leader, follower = g.leader, 1 - g.leader
        side = leader if self.done(place, leader) <= self.done(place, follower) else follower
        if not left[side]:
            side = 1 - side
        if not g.conditional and postures[side] and left[1 - side] and not postures[1 - side]:
            side = 1 - side
        chance = g.pace
        if g.conditional and place[1 - side] > 0:
            chance *= g.detection * g.attribution
        return side, min(chance, 1.0)

    def after_step(self, place, side):
        steps = list(place)
        steps[side] += 1
        return "done" if steps == list(self.g.steps) else tuple(steps)

    # --- the public's belief

    def next_month_exists(self, t, phase, place):
        if phase > 0 or place == "given up":
            return t + 1 < self.months
        if place == "done":
            return t + 1 < (self.months if self.waits else self.vote_month)
        return t + 1 < self.deadline

    def learnt(self, t, phase, place, point, state, sign):
        """The public's belief after a month that began in a state."""
        g = self.g
        belief = g.grid[point]
        if len(g.grid) == 1 or not self.next_month_exists(t, phase, place):
            return belief
        choices = self.choices(t + 1, phase, place, point)
        false = g.false_attribution if state[0] > 0 else 0.0
        other = state[3 + (1 - g.about)]

        def chance_of_sign(own):
            seen = g.incident * g.detection
            nothing = (1 - own * seen) * (1 - other * seen * (1 - g.attribution))
            unblamed = 1 - own * seen * g.attribution
            return [
                (1 - false) * nothing,
                (1 - false) * (unblamed - nothing),
                1 - (1 - false) * unblamed,
            ][sign]

        def likelihood(kind):
            comply, probe, renege = choices[g.about, kind][state]
            kept = 1 - self.opportunity * renege
            on = probe / (comply + probe) if comply + probe > 0 else 0.0
            return kept * (on * chance_of_sign(1) + (1 - on) * chance_of_sign(0))

        rest = sum(w for kind, w in enumerate(g.public) if kind != g.feared)
        feared, others = likelihood(g.feared), 0.0
        for kind in range(len(g.prior[g.about])):
            if kind != g.feared and rest > 0:
                others += g.public[kind] / rest * likelihood(kind)
        total = belief * feared + (1 - belief) * others
        return belief * feared / total if total > 0 else belief

    def around(self, belief):
        """(chance, point) to which a belief is rounded so that its mean is kept."""
        if len(self.g.grid) == 1:
            return [(1.0, 0)]
        place = belief * (len(self.g.grid) - 1)
        low = min(int(place), len(self.g.grid) - 2)
        return [(1 - (place - low), low), (place - low, low + 1)]

    # --- backward induction

    def value_before(self, t, phase, place, point):
        """Value at the start of month t."""
        key = (t, phase, place, point)
        if key not in self.before:
            self.before[key] = self.found_before(*key)
        return self.before[key]

    def found_before(self, t, phase, place, point):
        if t < self.months and place not in ("done", "given up") and t == self.deadline:
            return self.value_before(t, phase, "given up", point)
        voting = phase == 0 and place == "done" and self.vote_month <= t < self.months
        if voting and not self.g.vote_calm:
            return self.value_of_vote(t, point)
        if t == self.months:
            return {
                who: {s: self.flow(t, phase, *who, s, place) for s in STATES} for who in self.kinds
            }
        values = {
            who: {s: self.value_before_move(t, phase, place, point, *who, s) for s in STATES}
            for who in self.kinds
        }
        if voting:
            held = self.value_of_vote(t, point)
            for who, by_state in values.items():
                for s in STATES:
                    if s[0] == 0:
                        by_state[s] = held[who][s]
        return values

    def value_after_move(self, t, phase, place, point):
        key = (t, phase, place, point)
        if key not in self.moved:
            self.moved[key] = {
                who: {s: self.found_after(*key, *who, s) for s in STATES} for who in self.kinds
            }
        return self.moved[key]

    def found_after(self, t, phase, place, point, p, kind, state):
        delta = self.g.discount[p] ** (1 / 12)
        expected = 0.0
        for (sign, then), chance in self.outlook(state, point).items():
            holds = (1 - self.accident(then[0])) * (1 - self.lapse(t))
            belief = self.learnt(t, phase, place, point, state, sign)
            for part, reached in self.around(belief):
                later = self.value_before(t + 1, phase, place, reached)[p, kind][then]
                war = self.war(t + 1, p, kind, place=place, point=reached)
                expected += chance * part * (holds * later + (1 - holds) * war)
        return (1 - delta) * self.flow(t, phase, p, kind, state, place) + delta * expected

    def outcomes(self, t, mover, p, kind, state, where):
        """What p gets from each choice of the mover."""
        phase, place, point, steps = where
        comply, probe = list(state), list(state)
        comply[3 + mover], probe[3 + mover] = 0, 1
        kept = self.after_step(place, mover) if steps else place
        return [
            self.value_after_move(t, phase, kept, point)[p, kind][tuple(comply)],
            self.value_after_move(t, phase, place, point)[p, kind][tuple(probe)],
            self.reneged(t, p, kind, mover, state, place, point),
        ]

    def choices(self, t, phase, place, point, *, steps=False):
        """who -> state of the mover -> chances to comply, probe, renege."""
        key = (t, phase, place, point, steps)
        if key not in self.chosen:
            able = [
                p
                for p in BOTH
                if not steps or (place not in ("done", "given up") and self.can_step(place, p))
            ]
            self.chosen[key] = {
                who: {s: self.chances_to_choose(t, *who, s, key[1:]) for s in STATES}
                for who in self.kinds
                if who[0] in able
            }
        return self.chosen[key]

    def can_step(self, place, p):
        if place[p] >= self.g.steps[p]:
            return False
        after = self.after_step(place, p)
        if after == "done" or not (self.g.conditional and all(self.g.steps)):
            return True
        ahead = after[self.g.leader] - after[1 - self.g.leader]
        return 0 <= ahead <= 1

    def chances_to_choose(self, t, p, kind, state, where):
        payoffs = self.outcomes(t, p, p, kind, state, where)
        weights = [math.exp(self.g.precision * (x - max(payoffs))) for x in payoffs]
        return [w / sum(weights) for w in weights]

    def moves(self, t, phase, place, point, mover, p, kind, state, *, steps=False):
        """What p expects of an occasion of the mover."""
        payoffs = self.outcomes(t, mover, p, kind, state, (phase, place, point, steps))
        choices = self.choices(t, phase, place, point, steps=steps)
        if mover == p:
            chances = choices[p, kind][state]
        else:
            chances = [
                sum(
                    prior * choices[mover, other][state][action]
                    for other, prior in enumerate(self.g.prior[mover])
                )
                for action in (COMPLY, PROBE, RENEGE)
            ]
        return sum(c * x for c, x in zip(chances, payoffs, strict=True))

    def value_before_move(self, t, phase, place, point, p, kind, state):
        here = (t, phase, place, point)
        total = (1 - 2 * self.opportunity) * self.value_after_move(*here)[p, kind][state]
        for mover in BOTH:
            total += self.opportunity * self.moves(*here, mover, p, kind, state)
        side, chance = self.next_step(place, state[3:])
        if side is not None:
            step = self.moves(*here, side, p, kind, state, steps=True)
            total = (1 - chance) * total + chance * step
        return total

    def value_of_vote(self, t, point):
        total = {who: dict.fromkeys(STATES, 0.0) for who in self.kinds}
        for phase, chance in enumerate(self.g.vote, start=1):
            unrest = self.g.unrest if phase < 3 else 0.0
            for who in self.kinds:
                values = self.value_before(t, phase, "done", point)[who]
                for s in STATES:
                    tenser = (min(s[0] + 1, TOP), *s[1:])
                    total[who][s] += chance * ((1 - unrest) * values[s] + unrest * values[tenser])
        return total

    def value_at_signing(self, p, kind):
        pending, total = int(self.g.pending), 0.0
        for part, point in self.around(self.g.public[self.g.feared]):
            values = self.value_before(0, 0, self.signing, point)[p, kind]
            there, away = values[0, pending, 1, 0, 0], values[0, pending, 0, 0, 0]
            total += part * (self.g.engaged * there + (1 - self.g.engaged) * away)
        return total

    # --- one history

    def history(self, monthly, start, drawn, spare=None):
        g, q = self.g, self.opportunity
        seen = [0, 0, 0, 0, 0]
        tension, taken, engaged = 0, int(g.pending), int(start[2] < g.engaged)
        posture, place, point = [0, 0], self.signing, 0
        phase, vote, voted = 0, -1, False
        if len(g.grid) > 1:
            point = self.rounded(g.public[g.feared], spare[self.months][1])
        self.places, self.earned = [], [0.0, 0.0]

        def earn(p, month, worth):
            self.earned[p] += self.g.discount[p] ** (month / 12) * worth

        for t, (who, act, *incidents, lie1, lie2, snap, answer, end) in enumerate(monthly):
            if place not in ("done", "given up") and t == self.deadline:
                place = "given up"
            if not voted and place == "done" and t >= g.vote_month:
                voted = tension == 0 or not g.vote_calm
                if voted:
                    phase = 1 + sum(start[0] >= sum(g.vote[: k + 1]) for k in BOTH)
                    if phase < 3:
                        vote = phase - 1
                        if start[1] < g.unrest:
                            tension = min(tension + 1, TOP)
            here = (t, phase, place, point)
            state = (tension, taken, engaged, *posture)
            mover = 0 if who < q else 1 if who < 2 * q else None
            side, ring = self.next_step(place, posture)
            rings = side is not None and spare[t][0] < ring
            if rings:
                mover = side
            action = None
            if mover is not None:
                _, probe, renege = self.choices(*here, steps=rings)[mover, drawn[mover]][state]
                action = RENEGE if act < renege else PROBE if act < renege + probe else COMPLY
            stepped = rings and action == COMPLY
            if action == RENEGE:
                for p in BOTH:
                    earn(p, t, self.reneged(t, p, drawn[p], mover, state, place, point))
                return t, 1 + mover, vote, seen
            if mover is not None:
                posture[mover] = action
            if stepped:
                place = self.after_step(place, mover)
            self.places.append(place)
            moved = (tension, taken, engaged, *posture)
            for p in BOTH:
                got = self.flow(t, phase, p, drawn[p], moved, place)
                earn(p, t, (1 - self.g.discount[p] ** (1 / 12)) * got)
            false = g.false_attribution if tension > 0 else 0.0
            up, blamed, unpinned = 0, [], False
            for p, lie in zip(BOTH, (lie1, lie2), strict=True):
                happens = posture[p] and incidents[p] < g.incident
                detected = posture[p] and incidents[p] < g.incident * g.detection
                pinned = posture[p] and incidents[p] < g.incident * g.detection * g.attribution
                up += bool(happens)
                blamed.append(bool(pinned or lie < false))
                seen[p] += blamed[p]
                seen[2 + p] += bool(detected and not pinned)
                seen[4] += posture[p]
                unpinned |= bool(detected and not pinned)
            if any(posture):
                tension = min(tension + up, TOP)
            elif incidents[0] < g.calm:
                tension = max(tension - 1, 0)
            taken = int(snap < self.relief_ends(taken, blamed))
            engaged = int(answer < self.answers(engaged, any(blamed), point))
            if len(g.grid) > 1:
                sign = BLAME if blamed[g.about] else NOBODYS if unpinned else NOTHING
                belief = self.learnt(t, phase, place, point, moved, sign)
                point = self.rounded(belief, spare[t][1])
            accident = self.accident(tension)
            collapse = accident + (1 - accident) * self.lapse(t)
            if end < collapse:
                for p in BOTH:
                    earn(p, t + 1, self.war(t + 1, p, drawn[p], place=place, point=point))
                return t, 3 if end < accident else 4, vote, seen
        last = (tension, taken, engaged, *posture)
        for p in BOTH:
            earn(p, self.months, self.flow(self.months, phase, p, drawn[p], last, place))
        return -1, 0, vote, seen

    def rounded(self, belief, uniform):
        (_, low), (chance, high) = self.around(belief)
        return high if uniform < chance else low


class _Lookup:
    def __init__(self, find):
        self.find = find

    def __getitem__(self, key):
        return self.find(*key)
