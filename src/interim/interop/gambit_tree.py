"""The compliance game of a few months as a tree, as Gambit and other solvers want it.

The induction merges states; a tree unrolls them, so it is for two or three months. It is made from
the same `Rules`, and what nobody chooses stands at chance nodes: guarantors engaged or not at
signing, the vote and its acceptance, who may reconsider, and what a month brings (incidents, blame,
relief taken back, calm and guarantors, summed to the chance of each next cell; accident and lapse,
summed to collapse). After the last choice nothing is left to choose, so what chance makes of the
last month stands in the payoffs as its mean.

Two ways to say who the players are:

`"months"`: each principal, of each type, in each month is a player of its own, paid the value as
    seen from that month. With logit choice of precision λ this is our game with the same
    λ (the agent form of McKelvey and Palfrey 1998). A mover's type is drawn anew at each occasion,
    because each side plays against the mixture that it believed in at signing. A type looks ahead
    to its own later choices, so what follows a later occasion of its principal counts
    1 / (chance of the type) if the type is drawn there and 0 if not: that weighs to 1 on average.
    What a mover minds is its situation, and nodes alike in it form one information set.
`"principals"`: two players, one type each, paid the value at signing. Seen from signing, a gain
    in month t is δ^t times as large, so such a tree solved with one precision Λ is the game in
    which choices of month t have the precision Λ δ^t. Each node is its own information set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from interim.stages.compliance.game import Game
from interim.stages.compliance.payoffs import (
    flow,
)
from interim.stages.compliance.rules import Rules, package_row
from interim.stages.compliance.solution import alone
from interim.stages.compliance.state import (
    CELLS,
    DONE,
    cell_of,
    engaged_of,
    principal_of,
    raised,
    taken_of,
    tension_of,
)
from interim.stages.compliance.wars import (
    war_column,
)

Players = Literal["months", "principals"]

ACTIONS = ("comply", "probe", "renege")


@dataclass(frozen=True)
class Player:
    """Who moves: an agent (types of the first principal, then of the second), in one month or all.

    Attributes:
        agent: index.
        month: counted from 0 at signing; None if it moves in all.
    """

    agent: int
    month: int | None


@dataclass(frozen=True)
class Situation:
    """What a mover knows.

    Attributes:
        month: counted from 0 at signing.
        phase: 0 before the vote, 1 or 2 after one that favours the first or second principal, 3
            after one not held.
        other: posture of the other principal, 0 complies, 1 probes.
        tension: 0 calm, up to 2 at the brink.
        taken: 1 if relief has been taken back.
        engaged: 1 if the guarantors are engaged.
    """

    month: int
    phase: int
    other: int
    tension: int
    taken: int
    engaged: int


@dataclass(frozen=True)
class Chance:
    """A chance node: names and chances of its branches, which sum to exactly 1."""

    branches: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Decision:
    """A node at which a player chooses among `ACTIONS`."""

    player: Player
    situation: Situation


@dataclass(frozen=True)
class End:
    """A leaf: what each player is paid who moved on the way there."""

    payoffs: dict[Player, float]


Node = Chance | Decision | End


def grow(game: Game, future: int, months: int, players: Players = "months") -> Iterator[Node]:
    """The nodes of one future's tree, depth first, each before its branches.

    Args:
        game: games.
        future: index of one of them.
        months: the horizon, 1 or more.
        players: who the players are, see above; `"principals"` needs one type each.
    """
    vote = game.vote[future].tolist()
    rules, wars = alone(game, future, months)
    tree = _Tree(
        rules=rules,
        wars=wars,
        split=int(game.types[0]),
        months=months,
        vote_month=int(game.vote_month[future]),
        vote=(vote[0], vote[1], vote[2]),
        unrest=float(game.unrest[future]),
        apart=players == "months",
    )
    accounts = () if tree.apart else tuple(_Account(Player(agent, None)) for agent in tree.agents)
    engaged = float(game.engaged[future])
    node, cells = _fork([(GUARANTORS[g], (1.0 - engaged, engaged)[g], g) for g in (0, 1)])
    yield from node
    for cell in cells:
        yield from tree.month(0, 0, cell, (0, 0), accounts)


def exact(chances: Sequence[float]) -> list[Fraction]:
    """Chances as fractions that sum to exactly 1; the largest gives way.

    Example:
        >>> sum(exact([0.1] * 10))
        Fraction(1, 1)
    """
    fractions = [Fraction(chance) for chance in chances]
    largest = max(range(len(fractions)), key=fractions.__getitem__)
    fractions[largest] += 1 - sum(fractions)
    return fractions


# --- growing it ----------------------------------------------------------------------------

GUARANTORS = ("guarantors apart", "guarantors engaged")
RELIEF = ("relief kept", "relief taken back")
TENSION = ("calm", "tense", "at the brink")
RESULTS = ("vote for the first", "vote for the second", "no vote")

_End = TypeVar("_End")


def _fork(ways: Sequence[tuple[str, float, _End]]) -> tuple[list[Node], list[_End]]:
    """A chance node, unless only one thing can happen, and where its branches lead."""
    possible = [way for way in ways if way[1] > 0.0]
    ends = [end for _, _, end in possible]
    if len(possible) == 1:
        return [], ends
    chances = exact([chance for _, chance, _ in possible])
    names = [name for name, _, _ in possible]
    return [Chance(tuple(zip(names, chances, strict=True)))], ends


@dataclass(frozen=True)
class _Account:
    """A player's account on the way down the tree.

    Attributes:
        player: whose.
        paid: so far, as seen from the month from which it counts.
        factor: what a value of the month reached counts as seen from there.
    """

    player: Player
    paid: float = 0.0
    factor: float = 1.0

    def settle(self, value: float) -> float:
        return self.paid + self.factor * value


Accounts = tuple[_Account, ...]
Postures = tuple[int, int]


@dataclass(frozen=True)
class _Tree:
    rules: Rules
    wars: NDArray[np.float64]
    split: int
    months: int
    vote_month: int
    vote: tuple[float, float, float]
    unrest: float
    apart: bool

    @property
    def agents(self) -> list[int]:
        """The types that the prior supports."""
        return [agent for agent, chance in enumerate(self.rules.prior[:, 0]) if chance > 0.0]

    def side(self, agent: int) -> int:
        return principal_of(agent, self.split)

    def month(
        self, t: int, phase: int, cell: int, postures: Postures, accounts: Accounts
    ) -> Iterator[Node]:
        if phase == 0 and t == self.vote_month:
            yield from self.ballot(t, cell, postures, accounts)
            return
        move = float(self.rules.chances.move[0])
        ways: list[tuple[str, float, int | None]] = [("nobody reconsiders", 1.0 - 2.0 * move, None)]
        for agent in self.agents:
            chance = move * float(self.rules.prior[agent, 0])
            ways.append((f"lane {agent} reconsiders", chance, agent))
        node, movers = _fork(ways)
        yield from node
        for mover in movers:
            if mover is None:
                yield from self.rest(t, phase, cell, postures, accounts)
            else:
                yield from self.choice(t, phase, cell, postures, accounts, mover)

    def ballot(self, t: int, cell: int, postures: Postures, accounts: Accounts) -> Iterator[Node]:
        tenser = cell_of(raised(tension_of(cell), 1), taken_of(cell), engaged_of(cell))
        ways = [(RESULTS[2], self.vote[2], (3, cell))]
        for result in (0, 1):
            chance, name = self.vote[result], RESULTS[result]
            ways.append((f"{name}, accepted", chance * (1.0 - self.unrest), (1 + result, cell)))
            ways.append((f"{name}, contested", chance * self.unrest, (1 + result, tenser)))
        node, ends = _fork(ways)
        yield from node
        for phase, after in ends:
            yield from self.month(t, phase, after, postures, accounts)

    def choice(
        self, t: int, phase: int, cell: int, postures: Postures, accounts: Accounts, mover: int
    ) -> Iterator[Node]:
        side = self.side(mover)
        player = Player(mover, t if self.apart else None)
        if self.apart:
            accounts = (*(self.redrawn(account, mover) for account in accounts), _Account(player))
        tension, taken, engaged = tension_of(cell), taken_of(cell), engaged_of(cell)
        situation = Situation(t, phase, postures[1 - side], tension, taken, engaged)
        yield Decision(player, situation)
        for posture in (0, 1):
            chosen = (posture, postures[1]) if side == 0 else (postures[0], posture)
            yield from self.rest(t, phase, cell, chosen, accounts)
        yield _end(accounts, [self.war(t, a.player.agent, side, engaged) for a in accounts])

    def war(self, t: int, agent: int, breaker: int, engaged: int) -> float:
        """Value of a war begun in month t by a breaker, -1 for nobody."""
        column = war_column(self.side(agent), breaker, engaged)
        return float(self.wars[DONE, 0, t, agent, column, 0])

    def redrawn(self, account: _Account, mover: int) -> _Account:
        """An account once its principal's type has been drawn again."""
        agent = account.player.agent
        if self.side(agent) != self.side(mover):
            return account
        weight = 1.0 / float(self.rules.prior[agent, 0]) if agent == mover else 0.0
        return replace(account, factor=account.factor * weight)

    def rest(
        self, t: int, phase: int, cell: int, postures: Postures, accounts: Accounts
    ) -> Iterator[Node]:
        """What follows the move of month t."""
        rules, a = self.rules, 2 * postures[0] + postures[1]
        chances = rules.month[a, cell, :, 0]
        no_accident = [rules.ends.holds[tension_of(d), 0] for d in range(CELLS)]
        holds = rules.ends.renewed[t, 0] * np.array(no_accident)
        last = t + 1 == self.months
        later: list[_Account] = []
        for account in accounts:
            agent = account.player.agent
            flow = self.flow(agent, phase, postures, cell, self.relief(t, agent))
            patience = float(rules.worth.patience[agent, 0])
            paid = account.settle((1.0 - patience) * flow)
            later.append(replace(account, paid=paid, factor=account.factor * patience))
        after = tuple(later)
        if last:
            values = []
            for account in after:
                agent = account.player.agent
                relief = self.relief(self.months, agent)
                goes_on = np.array(
                    [self.flow(agent, phase, postures, d, relief) for d in range(CELLS)]
                )
                collapse = self.war(t + 1, agent, -1, 0)
                values.append(chances @ (collapse + holds * (goes_on - collapse)))
            yield _end(after, values)
            return
        collapses = float(chances @ (1.0 - holds))
        ways: list[tuple[str, float, int | None]] = [("the deal collapses", collapses, None)]
        ways += [(_name(d), float(chances[d] * holds[d]), d) for d in range(CELLS)]
        node, cells = _fork(ways)
        yield from node
        for reached in cells:
            if reached is None:
                yield _end(after, [self.war(t + 1, a.player.agent, -1, 0) for a in after])
            else:
                yield from self.month(t + 1, phase, reached, postures, after)

    def flow(self, agent: int, phase: int, postures: Postures, cell: int, relief: float) -> float:
        side, worth = self.side(agent), self.rules.worth
        package = worth.package[package_row(DONE, phase, len(worth.pays)), agent, 0]
        rubs = worth.friction[postures[side], postures[1 - side], tension_of(cell), 0]
        return float(flow(package, rubs, relief, cell))

    def relief(self, t: int, agent: int) -> float:
        """What relief pays in month t while it is intact."""
        worth = self.rules.worth
        return float(worth.benefit[agent, 0] * worth.paid[t, 0] * worth.pays[DONE, 0])


def _end(accounts: Accounts, values: Sequence[float]) -> End:
    return End({a.player: float(a.settle(v)) for a, v in zip(accounts, values, strict=True)})


def _name(cell: int) -> str:
    return f"{TENSION[tension_of(cell)]}, {RELIEF[taken_of(cell)]}, {GUARANTORS[engaged_of(cell)]}"
