"""Writes the compliance game of a few months as a file of Gambit (`.efg`).

So that anyone can check our equilibrium with another program: Gambit's logit solver finds the same
strategies (`docs/theory.md` shows how).

Sources:
    1. Format: Gambit manual, "The extensive game (.efg) file format".
    2. Gambit, version 16.7, https://www.gambit-project.org; logit solver: Turocy (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from interim.foundation.errors import BadInput, Problem
from interim.foundation.files import write_text
from interim.interop.gambit_tree import (
    ACTIONS,
    Chance,
    Decision,
    End,
    Node,
    Player,
    Players,
    Situation,
    grow,
)
from interim.stages.compliance import strategies
from interim.stages.compliance.game import Game

MOST_NODES = 200_000
"""A larger tree takes a solver too long and an editor too much memory."""


def efg(
    game: Game,
    months: int,
    *,
    future: int = 0,
    players: Players = "months",
    names: Sequence[str] = ("first", "second"),
    title: str = "Compliance",
) -> str:
    """The game of one future as the text of an `.efg` file.

    Probabilities and payoffs are written as exact fractions of the numbers the kernel uses, and
    probabilities sum to exactly 1 (Gambit refuses them otherwise). The label of an information set
    is the mover's situation as six numbers, see `situation`.

    Args:
        game: games.
        months: the horizon, 1 or more; two or three give trees of a useful size.
        future: index of the future to write.
        players: `"months"`: a player for each principal, type and month, paid the value as seen
            from that month, so that Gambit's λ is our precision. `"principals"`: two players, paid
            the value at signing; the precision in month t is then Gambit's λ times δ^t.
        names: of the two principals.
        title: of the game.

    Raises:
        BadInput: no month, no such future, names that do not tell the principals apart, more nodes
            than `MOST_NODES`, or several types where the players are the two principals.
    """
    nodes = _nodes(game, months, future, players, names)
    return "\n".join(_lines(nodes, _names(game, players, names), title)) + "\n"


def write_efg(
    path: str | Path,
    game: Game,
    months: int,
    *,
    future: int = 0,
    players: Players = "months",
    names: Sequence[str] = ("first", "second"),
    title: str = "Compliance",
) -> Path:
    """Write the game of one future to a file; arguments and errors as for `efg`.

    Returns:
        The path written.
    """
    text = efg(game, months, future=future, players=players, names=names, title=title)
    return write_text(Path(path), text)


def labelled_strategies(
    game: Game,
    months: int,
    *,
    future: int = 0,
    names: Sequence[str] = ("first", "second"),
) -> dict[tuple[str, str], tuple[float, float, float]]:
    """The kernel's strategies under the labels that `efg` gives to players and information sets.

    For players by months: what a logit solver should find at Gambit's λ = the game's precision.

    Args:
        game: games.
        months: the horizon, as written.
        future: index of the future, as written.
        names: of the two principals, as written.

    Returns:
        (player, information set) -> chances to comply, to probe and to renege.

    Raises:
        BadInput: as for `efg`.
    """
    nodes = _nodes(game, months, future, "months", names)
    agents = _names(game, "months", names)
    solved = {phase: strategies(game, future, months, phase=max(phase, 1)) for phase in range(4)}
    labelled = {}
    for node in nodes:
        if isinstance(node, Decision):
            at, chosen = node.situation, solved[node.situation.phase]
            here = (at.month, node.player.agent, at.other, at.tension, at.taken, at.engaged)
            labelled[_title(node.player, agents), _label(at)] = (
                float(chosen.comply[here]),
                float(chosen.probe[here]),
                float(chosen.renege[here]),
            )
    return labelled


def situation(label: str) -> Situation:
    """What the label of an information set says.

    Example:
        >>> situation("1 0 1 2 0 1")
        Situation(month=1, phase=0, other=1, tension=2, taken=0, engaged=1)
    """
    return Situation(*(int(part) for part in label.split()[:6]))


# --- the text ------------------------------------------------------------------------------


def _nodes(
    game: Game, months: int, future: int, players: Players, names: Sequence[str]
) -> list[Node]:
    _check(game, months, future, players, names)
    nodes: list[Node] = []
    for node in grow(game, future, months, players):
        nodes.append(node)
        if len(nodes) > MOST_NODES:
            raise BadInput(
                [
                    Problem(
                        message="the game is too large to be written as a tree",
                        found=f"more than {MOST_NODES} nodes over {months} months",
                        expected="fewer months, fewer types, or chances of 0 for what matters less",
                    )
                ]
            )
    return nodes


def _check(game: Game, months: int, future: int, players: Players, names: Sequence[str]) -> None:
    problems = []
    if len(set(names)) != 2 or len(names) != 2:
        problems.append(
            Problem(
                message="the two principals need a name each",
                found=", ".join(names),
                expected="two different names",
            )
        )
    if months < 1:
        problems.append(
            Problem(
                message="the horizon is too short", found=str(months), expected="a month or more"
            )
        )
    futures = len(game.engaged)
    if not 0 <= future < futures:
        problems.append(
            Problem(message="no such future", found=str(future), expected=f"0 to {futures - 1}")
        )
    elif players == "principals":
        several = (game.prior[future] > 0).sum(axis=1).max()
        if several > 1:
            problems.append(
                Problem(
                    message="a principal of several types cannot be one player",
                    found=f"{several} types",
                    expected="a prior on one type each, or players='months'",
                )
            )
    if problems:
        raise BadInput(problems)


def _names(game: Game, players: Players, names: Sequence[str]) -> list[str]:
    """The name of each agent."""
    labels = []
    for name, types in zip(names, game.types.tolist(), strict=True):
        alone = types == 1 or players == "principals"
        labels += [name if alone else f"{name} {kind + 1}" for kind in range(types)]
    return labels


def _lines(nodes: Sequence[Node], names: Sequence[str], title: str) -> list[str]:
    players = sorted(
        {node.player for node in nodes if isinstance(node, Decision)},
        key=lambda player: (player.agent, player.month or 0),
    )
    number = {player: k for k, player in enumerate(players, start=1)}
    titles = " ".join(_quoted(_title(player, names)) for player in players)
    lines = [f"EFG 2 R {_quoted(title)} {{ {titles} }}", '""']
    actions = " ".join(_quoted(action) for action in ACTIONS)
    sets: dict[tuple[Player, Situation, int], int] = {}
    count = dict.fromkeys(players, 0)
    chances = ends = decisions = 0
    for node in nodes:
        match node:
            case Chance(branches):
                chances += 1
                ways = " ".join(f"{_quoted(name)} {chance}" for name, chance in branches)
                lines.append(f'c "" {chances} "" {{ {ways} }} 0')
            case Decision(player, at):
                # A principal that moves more than once remembers: each node is a set of its own.
                decisions += 1
                key = (player, at, decisions if player.month is None else 0)
                if key not in sets:
                    count[player] += 1
                    sets[key] = count[player]
                label = _label(at)
                if player.month is None:
                    label += f" {decisions}"
                lines.append(
                    f'p "" {number[player]} {sets[key]} {_quoted(label)} {{ {actions} }} 0'
                )
            case End(payoffs):
                ends += 1
                paid = ", ".join(str(Fraction(payoffs.get(player, 0.0))) for player in players)
                lines.append(f't "" {ends} "" {{ {paid} }}')
    return lines


def _title(player: Player, names: Sequence[str]) -> str:
    name = names[player.agent]
    return name if player.month is None else f"{name}, month {player.month}"


def _label(at: Situation) -> str:
    return f"{at.month} {at.phase} {at.other} {at.tension} {at.taken} {at.engaged}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
