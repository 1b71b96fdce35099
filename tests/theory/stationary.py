"""The compliance game without end: nothing depends on the month, and play goes on for ever.

States are those of the plain reference (tension, relief taken back, guarantors engaged, both
postures); its pieces say what chance does and what things are worth. What is found here is a fixed
point, by iterating values or by sgamesolver: nothing is carried back from a horizon.
"""

import numpy as np

from stages.compliance_reference import BOTH, Reference, one_game

START = (0, 0, 0, 0, 0)


class Stationary:
    """One future's game, one type a side, as lists over the states that can be reached."""

    def __init__(self, game):
        pieces = Reference(one_game(game, 0), 1)
        g = pieces.g
        self.precision, self.q = g.precision, pieces.opportunity
        self.delta = np.array([d ** (1 / 12) for d in g.discount])
        self.states = [START]
        for state in self.states:  # grows while it is read
            for p in BOTH:
                for posture in BOTH:
                    self.add(self.moved(state, p, posture))
            for then in pieces.next_states[state]:
                self.add(then)
        n = len(self.states)
        at = {state: k for k, state in enumerate(self.states)}
        self.at = at
        self.to = np.array(
            [[[at[self.moved(s, p, a)] for a in BOTH] for p in BOTH] for s in self.states]
        )
        self.flow = np.array([[pieces.flow(0, 0, p, 0, s) for s in self.states] for p in BOTH])
        self.stays, self.ends = np.zeros((n, n)), np.zeros(n)
        for k, state in enumerate(self.states):
            for then, chance in pieces.next_states[state].items():
                holds = 1 - pieces.accident(then[0])
                self.stays[k, at[then]] += chance * holds
                self.ends[k] += chance * (1 - holds)
        self.collapse = np.array([pieces.war(0, p, 0) for p in BOTH])
        self.war = np.array(  # to p, if `breaker` reneges in the state
            [[[pieces.reneged(0, p, 0, b, s) for s in self.states] for b in BOTH] for p in BOTH]
        )

    def add(self, state):
        if state not in self.states:
            self.states.append(state)

    @staticmethod
    def moved(state, p, posture):
        changed = list(state)
        changed[3 + p] = posture
        return tuple(changed)

    def iterate(self, tolerance=1e-15):
        """Strategies [state, principal, action], by iterating values from nought."""
        values = np.zeros((2, len(self.states)))
        while True:
            later = values @ self.stays.T + np.outer(self.collapse, self.ends)
            after = (1 - self.delta)[:, None] * self.flow + self.delta[:, None] * later
            chances = np.empty((len(self.states), 2, 3))
            new = (1 - 2 * self.q) * after
            for p in BOTH:
                payoffs = [
                    np.stack([*after[i][self.to[:, p]].T, self.war[i, p]], axis=1) for i in BOTH
                ]
                weights = self.precision * (payoffs[p] - payoffs[p].max(axis=1, keepdims=True))
                chances[:, p] = np.exp(weights)
                chances[:, p] /= chances[:, p].sum(axis=1, keepdims=True)
                for i in BOTH:
                    new[i] += self.q * (chances[:, p] * payoffs[i]).sum(axis=1)
            if np.abs(new - values).max() < tolerance:
                return chances
            values = new

    def as_stochastic_game(self):
        """Payoffs and transitions as sgamesolver wants them.

        A state is (who moves: first, second, nobody; state), then: collapse, over.
        """
        n = len(self.states)
        collapse, over = 3 * n, 3 * n + 1
        payoffs, transitions = [], []
        arrive = np.array([self.q, self.q, 1 - 2 * self.q])

        def stay(k):
            row = np.zeros(3 * n + 2)
            for j in np.flatnonzero(self.stays[k]):
                row[j : 3 * n : n] += self.stays[k, j] * arrive
            row[collapse] = self.ends[k]
            return (1 - self.delta) * self.flow[:, k], row

        last = np.zeros(3 * n + 2)
        last[over] = 1
        for mover in (0, 1, None):
            for k in range(n):
                if mover is None:
                    outcomes = [stay(k)]
                else:
                    outcomes = [stay(self.to[k, mover, a]) for a in BOTH]
                    outcomes.append((self.war[:, mover, k], last))
                shape = (len(outcomes), 1) if mover == 0 else (1, len(outcomes))
                payoffs.append(np.array([u for u, _ in outcomes]).T.reshape(2, *shape))
                transitions.append(np.array([row for _, row in outcomes]).reshape(*shape, -1))
        for worth in (self.collapse, np.zeros(2)):
            payoffs.append(np.array(worth).reshape(2, 1, 1))
            transitions.append(last.reshape(1, 1, -1))
        return payoffs, transitions, self.delta
