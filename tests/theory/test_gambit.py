"""The game as a tree: what the file says, and that Gambit finds the kernel's strategies in it."""

import re
from pathlib import Path

import numpy as np
import pytest

from interim.foundation.errors import BadInput
from interim.interop import gambit
from interim.interop.gambit import efg, labelled_strategies, situation, write_efg
from interim.stages.compliance import strategies
from stages.test_compliance import random_games
from theory import trees

ROOT = Path(__file__).parents[2]

PLAIN = {
    "engaged": 0.0, "engage": 0.0, "false_attribution": 0.0, "snapback": 0.0, "lapse": 0.0,
    "accident_hazard": 0.0, "incident": 0.0, "calm": 0.0, "vote_month": 99,
}  # fmt: skip
"""No chance but who may reconsider: the rest is turned on part by part, to keep trees small."""

PARTS = {
    "nothing": {},
    "incidents and blame": {"incident": 0.4, "detection": 0.7, "attribution": 0.6, "snapback": 0.5},
    "false blame": {"false_attribution": 0.2, "vote_month": 1, "vote": [0.7, 0.3, 0.0],
                    "unrest": 1.0, "snapback": 0.9, "calm": 0.3},
    "guarantors": {"engaged": 0.6, "engage": 0.3, "disengage": 0.4, "incident": 0.4, "alarm": 3.0},
    "accidents": {"incident": 0.5, "detection": 0.0, "accident_hazard": 0.4},
    "mandate": {"mandate_months": 1.0, "lapse": 0.3},
    "vote": {"vote_month": 1},
}  # fmt: skip

SMALL = [
    pytest.param(part, months, types, id=f"{part}, {months} months, {types[0]}-{types[1]} types")
    for part, months, types in [
        ("nothing", 2, (1, 1)), ("nothing", 3, (1, 1)), ("nothing", 2, (2, 2)),
        ("incidents and blame", 2, (1, 1)), ("incidents and blame", 2, (2, 1)),
        ("false blame", 2, (1, 1)), ("guarantors", 2, (1, 1)), ("accidents", 2, (1, 2)),
        ("mandate", 3, (1, 1)), ("vote", 2, (1, 1)),
    ]
]  # fmt: skip


def game_of(part, seed=3, types=(1, 1), months=2, **changed):
    return random_games(seed, 1, types=types, months=months, **(PLAIN | PARTS[part] | changed))


def gap(game, months, found):
    """Largest difference from the kernel's strategies; `found` yields (player, label, chances)."""
    ours = labelled_strategies(game, months, names=("1", "2"))
    differences = [
        np.abs(np.subtract(ours[name, label], chances)) for name, label, chances in found
    ]
    assert differences
    return np.max(differences)


def gap_of_two(game, months, found):
    """The same where the two principals are the players."""
    where = {}
    for (name, label), chances in labelled_strategies(game, months, names=("1", "2")).items():
        where[name.split(",")[0], label] = chances
    return np.max(
        [
            np.abs(np.subtract(where[name, label.rsplit(" ", 1)[0]], chances))
            for name, label, chances in found
        ]
    )


def written(game, months, **how):
    return efg(game, months, names=("1", "2"), **how)


# --- the file ------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "months", "types"), SMALL)
def test_chances_sum_to_exactly_one(part, months, types):
    _, players, root = trees.parse(written(game_of(part, types=types, months=months), months))
    for node in trees.walk(root):
        if node.kind == "c":
            assert sum(node.chances) == 1
            assert min(node.chances) > 0
        if node.kind == "p":
            assert node.names == ("comply", "probe", "renege")
        if node.kind == "t":
            assert len(node.payoffs) == len(players)


@pytest.mark.parametrize(("part", "months", "types"), SMALL)
@pytest.mark.parametrize("seed", [3, 4])
def test_backward_induction_on_the_tree_equals_the_kernel(part, months, types, seed):
    game = game_of(part, seed, types, months)
    _, players, root = trees.parse(written(game, months))
    _, chosen = trees.solve(root, len(players), lambda *_: float(game.precision[0]))
    found = [(players[player], label, chances) for player, _, label, chances in chosen]
    assert gap(game, months, found) < 1e-12


def test_everything_at_once():
    game = random_games(8, 1, types=(2, 2), months=2, vote_month=1)
    _, players, root = trees.parse(written(game, 2))
    _, chosen = trees.solve(root, len(players), lambda *_: float(game.precision[0]))
    assert len(chosen) > 1000
    found = [(players[player], label, chances) for player, _, label, chances in chosen]
    assert gap(game, 2, found[::7]) < 1e-12


def test_nodes_alike_form_one_information_set():
    game = game_of("incidents and blame")
    _, players, root = trees.parse(written(game, 2))
    sets = {}
    for node in trees.walk(root):
        if node.kind == "p":
            sets.setdefault((node.player, node.infoset), set()).add(node.label)
    assert all(len(labels) == 1 for labels in sets.values())
    # Labels tell sets apart, and a player moves in one month only.
    assert len({(p, *labels) for (p, _), labels in sets.items()}) == len(sets)
    months = {p: {situation(*labels).month for (q, _), labels in sets.items() if q == p}
              for p in range(len(players))}  # fmt: skip
    assert all(len(found) == 1 for found in months.values())


@pytest.mark.parametrize("part", PARTS)
def test_two_players_are_paid_the_value_at_signing(part):
    # Seen from signing a gain in month t is δ^t times as large; a precision divided by δ^t makes
    # up for it, and the expected payoff is then the value of the deal at signing.
    game = game_of(part, discount=[0.2, 0.5])
    _, players, root = trees.parse(written(game, 2, players="principals"))
    assert players == ["1", "2"]
    monthly = game.discount[0] ** (1 / 12)

    def precision(player, label):
        return float(game.precision[0] / monthly[player] ** situation(label).month)

    paid, chosen = trees.solve(root, 2, precision)
    found = [(players[player], label, chances) for player, _, label, chances in chosen]
    assert gap_of_two(game, 2, found) < 1e-12
    value = strategies(game, 0, 2).value[:, 0, 0, 0, 0, :]
    away, engaged = value[:, 0], value[:, 1]
    assert paid == pytest.approx(away + game.engaged[0] * (engaged - away), abs=1e-12)
    sets = [(player, infoset) for player, infoset, _, _ in chosen]
    assert len(set(sets)) == len(sets)


def test_names_and_title(tmp_path):
    game = game_of("nothing", types=(2, 1))
    path = write_efg(
        tmp_path / "a.efg", game, 2, names=('The "North"', "South\\East"), title="A\\B"
    )
    first = path.read_text(encoding="utf-8").splitlines()[0]
    players = [
        'The \\"North\\" 1, month 0', 'The \\"North\\" 1, month 1', 'The \\"North\\" 2, month 0',
        'The \\"North\\" 2, month 1', "South\\\\East, month 0", "South\\\\East, month 1",
    ]  # fmt: skip
    names = " ".join(f'"{name}"' for name in players)
    assert first == f'EFG 2 R "A\\\\B" {{ {names} }}'


# --- bad input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"months": 0}, "horizon is too short"),
        ({"months": 2, "future": 1}, "no such future"),
        ({"months": 2, "future": -1}, "no such future"),
        ({"months": 2, "players": "principals"}, "several types"),
        ({"months": 2, "names": ("a", "a")}, "a name each"),
        ({"months": 2, "names": ("a", "b", "c")}, "a name each"),
    ],
)
def test_what_cannot_be_written(how, says):
    game = game_of("nothing", types=(2, 1))
    with pytest.raises(BadInput, match=says):
        efg(game, **how)


def test_labels_say_who_would_do_what():
    # A deal worth 0.6 against a war worth 0.5 and precision 10 ln 2: weights 1, 1 and 1/2. In the
    # first month the other cannot be probing yet.
    game = game_of(
        "nothing", months=1, probe_gain=0.0, probe_harm=0.0, tension_cost=0.0, benefit=0.0,
        utility=0.6, war=0.5, first_strike=0.0, response=0.0, support=0.0,
        rearmament=0.0, precision=10 * np.log(2),
    )  # fmt: skip
    found = labelled_strategies(game, 1, names=("north", "south"))
    assert set(found) == {("north, month 0", "0 0 0 0 0 0"), ("south, month 0", "0 0 0 0 0 0")}
    for chances in found.values():
        assert chances == pytest.approx((0.4, 0.4, 0.2))


def test_types_that_the_prior_rules_out_are_left_out():
    game = game_of("nothing", types=(2, 1), prior=[[0.0, 1.0], [1.0, 0.0]])
    _, players, _ = trees.parse(written(game, 2))
    assert players == ["1 2, month 0", "1 2, month 1", "2, month 0", "2, month 1"]
    assert trees.parse(written(game, 2, players="principals"))[1] == ["1", "2"]


def test_a_tree_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(gambit, "MOST_NODES", 100)
    with pytest.raises(BadInput, match="too large"):
        written(game_of("incidents and blame"), 3)


# --- Gambit itself -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pygambit():
    return pytest.importorskip("pygambit", reason="compares with Gambit")


def logit(pygambit, path, precision):
    """Gambit's logit equilibrium on the principal branch: (precision reached, strategies)."""
    tree = pygambit.read_efg(str(path))
    (solved,) = pygambit.qre.logit_solve_lambda(tree, lam=precision)
    # By place: `solved.profile` raises in pygambit 16.7.0.
    found, place = [], 0
    for player in tree.players:
        for infoset in player.infosets:
            size = len(infoset.actions)
            found.append((player.label, infoset.label, [solved[place + k] for k in range(size)]))
            place += size
    assert place == len(solved)
    return solved.lam, found


@pytest.mark.parametrize(("part", "months", "types"), SMALL)
def test_gambit_finds_the_same_equilibrium(pygambit, tmp_path, part, months, types):
    game = game_of(part, types=types, months=months)
    path = write_efg(tmp_path / "game.efg", game, months, names=("1", "2"))
    reached, found = logit(pygambit, path, 6.0)
    assert reached == pytest.approx(6.0, abs=1e-6)
    game = game._replace(precision=np.array([reached]))
    assert gap(game, months, found) < 1e-12


@pytest.mark.slow
def test_gambit_finds_the_same_equilibrium_over_three_months(pygambit, tmp_path):
    game = game_of("incidents and blame", months=3)
    path = write_efg(tmp_path / "game.efg", game, 3, names=("1", "2"))
    reached, found = logit(pygambit, path, 10.0)
    assert gap(game._replace(precision=np.array([reached])), 3, found) < 1e-12


def test_two_players_in_gambit(pygambit, tmp_path):
    # One precision for values at signing: the game whose precision in month t is Λ δ^t.
    game = game_of("mandate", discount=0.01)
    path = write_efg(tmp_path / "game.efg", game, 2, players="principals", names=("1", "2"))
    reached, found = logit(pygambit, path, 6.0)
    text = path.read_text(encoding="utf-8")
    _, players, root = trees.parse(text)
    _, chosen = trees.solve(root, 2, lambda *_: reached)
    expected = {(players[p], label): chances for p, _, label, chances in chosen}
    assert len(expected) == len(found)
    for name, label, chances in found:
        assert chances == pytest.approx(expected[name, label], abs=1e-12)
    # In the last month alone the kernel with precision Λ δ agrees.
    last = game._replace(precision=np.array([reached * 0.01 ** (1 / 12)]))
    assert gap_of_two(last, 2, [f for f in found if situation(f[1]).month == 1]) < 1e-12
    first = game._replace(precision=np.array([reached]))
    assert gap_of_two(first, 2, [f for f in found if situation(f[1]).month == 0]) > 1e-6


@pytest.mark.parametrize(
    ("which", "precision"),
    [
        (0, 0.5),
        pytest.param(0, 2.0, marks=pytest.mark.slow),
        pytest.param(1, 2.0, marks=pytest.mark.slow),
        pytest.param(2, 2.0, marks=pytest.mark.slow),
    ],
)
def test_the_given_two_period_games(pygambit, trees_given, which, precision):
    path = trees_given[which]
    _, players, root = trees.parse(path.read_text(encoding="utf-8"))
    reached, found = logit(pygambit, path, precision)
    _, chosen = trees.solve(root, len(players), lambda *_: reached)
    expected = {(players[p], label): chances for p, _, label, chances in chosen}
    assert len(expected) == len(found) == 26
    for name, label, chances in found:
        assert chances == pytest.approx(expected[name, label], abs=1e-12)


@pytest.mark.slow
def test_the_check_that_the_docs_show(pygambit, template, tmp_path, monkeypatch, capsys):
    page = (ROOT / "docs" / "theory.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    assert '"my-case"' in code
    exec(compile(code.replace('"my-case"', repr(str(template))), "theory.md", "exec"), {})
    said = re.fullmatch(r"(\d+) chances, largest difference (\S+)\n", capsys.readouterr().out)
    assert int(said[1]) > 50
    assert float(said[2]) < 1e-12
