"""NegMAS's folders: what is read and refused, what is written, and that NegMAS can play it."""

import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from interim.bargaining.frontier import frontier
from interim.bargaining.of_case import space_of
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Is, Not, Or, parse_condition, parse_constraint
from interim.case.read import load
from interim.foundation.errors import BadInput
from interim.interop.joined import join
from interim.interop.negmas import read_negmas
from interim.interop.negmas_extra import clauses
from interim.interop.negmas_write import JOIN, Written, write_negmas

SPACE = """\
type: CartesianOutcomeSpace
name: village
path: null
issues:
- name: well
  type: CategoricalIssue
  values:
  - 'no'
  - north
- name: mills
  type: ContiguousIssue
  values:
  - 1
  - 3
- name: toll
  n_levels: 3
  type: ContinuousIssue
  values:
  - 0.0
  - 1.0
"""

MILLER = """\
name: miller
reserved_outcome: null
reserved_value: 0.2
stability: 2047
type: negmas.preferences.crisp.linear.LinearAdditiveUtilityFunction
bias: 0.1
values:
- mapping:
    'no': 1.0e-01
    north: 1.0
  type: TableFun
- slope: 0.5
  type: LinearFun
- type: IdentityFun
weights:
- 0.5
- 0.2
- 0.3
"""

SMITH = """\
name: smith
reserved_value: -.inf
type: LinearAdditiveUtilityFunction
values:
- mapping: {'no': 1, north: 0}
  type: TableFun
- {type: AffineFun, slope: -0.5, bias: 1.5}
- {type: ConstFun, bias: 0.25}
weights: {well: 0.5, mills: 0.25, toll: 1}
"""


def folder_of(folder: Path, *functions: str, space: str = SPACE) -> Path:
    (folder / "village.yml").write_text(space, encoding="utf-8")
    for number, text in enumerate(functions):
        (folder / f"u{number}.yml").write_text(text, encoding="utf-8")
    return folder


def test_every_kind_of_issue_and_function(tmp_path: Path) -> None:
    scenario = read_negmas(folder_of(tmp_path, MILLER, SMITH))
    space = scenario.space
    assert (scenario.name, scenario.format) == ("village", "negmas")
    assert space.parties == ("miller", "smith")
    # The ends of a range of whole numbers are both included; 'no' stays text.
    assert space.options == (("no", "north"), ("1", "2", "3"), ("0.0", "0.5", "1.0"))
    # The bias 0.1 of the miller stands in its first issue: 0.5 * 0.1 + 0.1 and 0.5 * 1 + 0.1.
    np.testing.assert_allclose(space.utilities[0], [[0.15, 0.5], [0.6, 0.0]])
    # 0.2 * 0.5 x; 0.25 * (1.5 - 0.5 x).
    np.testing.assert_allclose(space.utilities[1], [[0.1, 0.25], [0.2, 0.125], [0.3, 0.0]])
    np.testing.assert_allclose(space.utilities[2], [[0, 0.25], [0.15, 0.25], [0.3, 0.25]])
    # The smith has no reserved value: its worst package, 0 + 0 + 0.25.
    np.testing.assert_allclose(space.disagreement, [0.2, 0.25])
    assert [n for n in scenario.notices if "cut into 3 levels" in n]
    assert [n for n in scenario.notices if "smith has no reserved value" in n]


def test_json_with_the_same_keys(tmp_path: Path) -> None:
    read_yaml = YAML(typ="safe", pure=True).load
    for name, text in (("village", SPACE), ("u0", MILLER), ("u1", SMITH)):
        data = read_yaml(text)
        # Python writes minus infinity as -Infinity, which is no JSON: NegMAS does so too.
        (tmp_path / f"{name}.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    from_json = read_negmas(tmp_path)
    yaml_folder = tmp_path / "yaml"
    yaml_folder.mkdir()
    from_yaml = read_negmas(folder_of(yaml_folder, MILLER, SMITH))
    assert from_json.space.options == from_yaml.space.options
    for ours, theirs in zip(from_json.space.utilities, from_yaml.space.utilities, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_reserved_outcome_is_worth_what_it_is_worth(tmp_path: Path) -> None:
    text = SMITH.replace("reserved_value: -.inf", "reserved_outcome: ['no', 2, 0.5]")
    space = read_negmas(folder_of(tmp_path, text)).space
    np.testing.assert_allclose(space.disagreement, [0.5 + 0.125 + 0.25])


def test_values_that_are_no_text(tmp_path: Path) -> None:
    space = SPACE[: SPACE.index("- name: mills")].replace("'no'", "true").replace("north", "1.5")
    text = "type: LinearAdditiveUtilityFunction\nvalues:\n- type: TableFun\n  mapping:\n"
    text += "    true: 1\n    1.50: 0.5\n"
    read = read_negmas(folder_of(tmp_path, text, space=space)).space
    assert read.options == (("true", "1.5"),)
    np.testing.assert_allclose(read.utilities[0][:, 0], [1.0, 0.5])
    assert read.parties == ("u0",)  # named after its file


def test_a_discounted_function(tmp_path: Path) -> None:
    inner = "".join(f"  {line}\n" for line in MILLER.splitlines())
    text = f"type: ExpDiscountedUFun\nname: miller\ndiscount: 0.9\nfactor: step\nufun:\n{inner}"
    scenario = read_negmas(folder_of(tmp_path, text))
    assert scenario.discounts == (0.9,)
    assert [n for n in scenario.notices if "counts by 'step'" in n]


def at(folder: Path, name: str, text: str) -> int:
    content = (folder / name).read_text(encoding="utf-8")
    return content[: content.index(text)].count("\n") + 1


PICKLE = "X19MQU1CREFPQkpfXzqABZU="

FUNCTION_PROBLEMS = [
    ("- type: IdentityFun", f"- type: LambdaFun\n  f: !!binary {PICKLE}", "Python object", "!!b"),
    ("- type: IdentityFun", f"- f: '{PICKLE}'\n  type: LambdaFun", "pickled Python", "f: 'X"),
    ("- type: IdentityFun", "- !!python/object:os.x {}", "Python object", "!!python"),
    ("- type: IdentityFun", "- type: GaussianFun", "not read: 'GaussianFun'", "type: Gau"),
    ("bias: 0.1", "constraints: [x]", "a Python function", "constraints"),
    ("  type: TableFun", "  type: IdentityFun", "values are no numbers", "- mapping"),
    ("north: 1.0", "south: 1.0", "unknown value 'south'", "south"),
    ("    north: 1.0\n", "", "no utility for value 'north'", "    'no'"),
    ("north: 1.0", "north: .nan", "out of range", "north"),
    ("north: 1.0", "north: x", "not a number", "north"),
    ("- 0.3", "- 0.3\n- 0.3", "one entry for each issue", "- 0.5"),
    ("weights:\n- 0.5\n- 0.2\n- 0.3", "weights: {wall: 1}", "unknown issue 'wall'", "wall"),
    ("0.2\nstab", ".nan\nstab", "out of range", "reserved_value"),
    ("LinearAdditiveUtilityFunction", "RankOnlyUtilityFunction", "'RankOnly", "type: neg"),
    ("weights:", "weights: [", "malformed YAML", None),
    ("weights:", "name: other\nweights:", "stands twice", "name: other"),
]


@pytest.mark.parametrize(("old", "new", "message", "where"), FUNCTION_PROBLEMS)
def test_what_is_wrong_with_a_function(
    tmp_path: Path, old: str, new: str, message: str, where: str | None
) -> None:
    assert old in MILLER
    folder = folder_of(tmp_path, MILLER.replace(old, new))
    with pytest.raises(BadInput) as error:
        read_negmas(folder)
    problem = error.value.problems[0]
    assert message in problem.message
    assert problem.file == str(folder / "u0.yml")
    assert "case" not in problem.message
    if where:
        assert problem.line == at(folder, "u0.yml", where)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("CategoricalIssue", "CallableIssue", ""),
        ("ContiguousIssue\n  values:\n  - 1", "ContiguousIssue\n  values:\n  - 9", "empty"),
        ("- 3\n", "- 1000000\n", "too many"),
        ("- 3\n", "- x\n", "not a whole number"),
        ("n_levels: 3", "n_levels: 1", "levels of an issue"),
        ("name: mills", "name: well", "stands twice"),
        ("- north", "- 'no'", "stands twice"),
        ("- north", "- [1]", "no text or number"),
        ("- 0.0\n", "- -.inf\n", "out of range"),
    ],
)
def test_what_is_wrong_with_an_outcome_space(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SPACE
    folder = folder_of(tmp_path, MILLER, space=SPACE.replace(old, new))
    if not message:  # any other issue that lists its values is read
        assert read_negmas(folder).space.issues
        return
    with pytest.raises(BadInput) as error:
        read_negmas(folder)
    assert message in error.value.problems[0].message
    assert error.value.problems[0].line


def test_folders_that_are_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="one outcome space"):
        read_negmas(tmp_path)
    folder_of(tmp_path)
    with pytest.raises(BadInput, match="has a utility function"):
        read_negmas(tmp_path)
    (tmp_path / "edges").mkdir()
    with pytest.raises(BadInput, match="several deals at once"):
        read_negmas(tmp_path)
    (tmp_path / "x.yml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="neither an outcome space"):
        read_negmas([tmp_path / "village.yml", tmp_path / "x.yml"])


def test_side_files_are_left_aside(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, MILLER)
    (folder / "_stats.yaml").write_text("opposition: .nan\n", encoding="utf-8")
    (folder / "notes.yml").write_text("a: 1\n", encoding="utf-8")
    assert read_negmas(folder).space.parties == ("miller",)


# Writing


def spaces(parties: int = 2, *, conditions: bool = True) -> st.SearchStrategy[Space]:
    """Small spaces with ties, constraints and interactions."""

    @st.composite
    def build(draw: st.DrawFn) -> Space:
        sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
        number = st.integers(-4, 8).map(lambda n: n / 8)
        issues = tuple(f"i{k}" for k in range(len(sizes)))
        options = tuple(tuple(f"{'no' if o else 'yes'}; {o}" for o in range(n)) for n in sizes)

        def statement() -> Is:
            k = draw(st.integers(0, len(sizes) - 1))
            named = draw(st.lists(st.sampled_from(options[k]), min_size=1, unique=True))
            return Is(issues[k], tuple(named))

        constraints, interactions = [], []
        if conditions:
            for _ in range(draw(st.integers(0, 2))):
                constraints.append(Or(Not(statement()), statement()))
            for _ in range(draw(st.integers(0, 2))):
                values = np.array([draw(number) for _ in range(parties)])
                interactions.append(Interaction(Or(statement(), Not(statement())), values))
        return Space(
            parties=tuple(f"p{k}" for k in range(parties)),
            issues=issues,
            options=options,
            utilities=tuple(
                np.array([[draw(number) for _ in range(parties)] for _ in range(n)]) for n in sizes
            ),
            disagreement=np.array([draw(number) for _ in range(parties)]),
            interactions=tuple(interactions),
            constraints=tuple(constraints),
        )

    return build()


def table_of(space: Space) -> list[tuple[float, ...]]:
    """Values of all packages that are allowed, less those of no deal, in order."""
    packages = (dict(zip(space.issues, chosen, strict=True)) for chosen in product(*space.options))
    return sorted(
        tuple(space.values(package) - space.disagreement)
        for package in packages
        if space.allows(package)
    )


@settings(max_examples=150)
@given(spaces(), st.sampled_from([0, 2, 5, JOIN]))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, space: Space, limit: int
) -> None:
    folder = tmp_path_factory.mktemp("negmas")
    before = table_of(space)
    if not before:
        return
    written = write_negmas(space, folder, "made up", join_up_to=limit)
    back = read_negmas(folder)
    assert back.space.parties == space.parties
    assert back.name == "made up"
    # Utilities are on another scale, so gains are as many times greater, party by party.
    after = np.array(table_of(back.space))
    times = np.array(scale_of(space, limit))
    np.testing.assert_allclose(np.sort(after * times, axis=0), np.sort(before, axis=0), atol=1e-9)
    rows = [tuple(row) for row in np.round(after * times, 6) + 0.0]
    assert sorted(rows) == sorted(tuple(row) for row in np.round(before, 6) + 0.0)
    whole = not join(space, limit).constraints and not join(space, limit).interactions
    assert whole == (not [n for n in written.notices if "cannot hold" in n])


def scale_of(space: Space, limit: int) -> list[float]:
    tables = join(space, limit).tables
    ranges = np.sum([np.ptp(table, axis=0) for table in tables], axis=0)
    return [float(value) if value > 0 else 1.0 for value in ranges]


@settings(max_examples=50)
@given(spaces(3, conditions=False))
def test_additive_spaces_need_no_joining(
    tmp_path_factory: pytest.TempPathFactory, space: Space
) -> None:
    folder = tmp_path_factory.mktemp("negmas")
    written = write_negmas(space, folder, "x")
    assert written.notices == ()
    assert {path.name for path in written.files} == {path.name for path in folder.iterdir()}
    assert not (folder / "constraints.json").exists()
    for path in written.files[1:]:
        function = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        ranges = [
            max(v["mapping"].values()) - min(v["mapping"].values()) for v in function["values"]
        ]
        assert all(0 <= u <= 1 for v in function["values"] for u in v["mapping"].values())
        if any(ranges):
            assert sum(function["weights"]) == pytest.approx(1)


VILLAGE = Space(
    parties=("miller", "smith"),
    issues=("well", "mill", "toll"),
    options=(("no", "yes"), ("old", "new"), ("low", "high")),
    utilities=(
        np.array([[0.0, 0.3], [0.4, 0.0]]),
        np.array([[0.0, 0.1], [0.2, 0.0]]),
        np.array([[0.0, 0.2], [0.3, 0.0]]),
    ),
    disagreement=np.array([0.1, 0.1]),
    interactions=(
        Interaction(parse_condition("well is yes and mill is new"), np.array([0.1, 0.4])),
    ),
    constraints=(parse_constraint("never (well is no and mill is new)"),),
)


def test_tied_issues_are_told_as_one(tmp_path: Path) -> None:
    written = write_negmas(VILLAGE, tmp_path, "village")
    names = [path.name for path in written.files]
    assert names == [
        "village.yml",
        "village-1-miller.yml",
        "village-2-smith.yml",
        "constraints.json",
    ]
    assert "told as one issue with 3 values" in written.notices[0]
    space = YAML(typ="safe", pure=True).load(written.files[0].read_text(encoding="utf-8"))
    # 'no; new' is forbidden.
    assert space["issues"][0]["name"] == "well + mill"
    assert space["issues"][0]["values"] == ["no; old", "yes; old", "yes; new"]
    miller = YAML(typ="safe", pure=True).load(written.files[1].read_text(encoding="utf-8"))
    # Worth 0, 0.4 and 0.4 + 0.2 + 0.1 to the miller, the toll 0 or 0.3: weights 0.7 and 0.3.
    assert miller["weights"] == pytest.approx([0.7, 0.3])
    assert miller["values"][0]["mapping"] == pytest.approx(
        {"no; old": 0, "yes; old": 4 / 7, "yes; new": 1}
    )
    assert miller["reserved_value"] == pytest.approx(0.1)
    smith = YAML(typ="safe", pure=True).load(written.files[2].read_text(encoding="utf-8"))
    # 0.4, 0.1 and 0.4 with the interaction, the toll 0.2 or 0: from 0.1 to 0.6, no deal 0.1.
    assert smith["weights"] == pytest.approx([0.6, 0.4])
    assert smith["reserved_value"] == pytest.approx(0.0)


def test_what_negmas_cannot_hold_stands_beside(tmp_path: Path) -> None:
    written = write_negmas(VILLAGE, tmp_path, "village", join_up_to=0)
    assert [notice.split(":")[0] for notice in written.notices] == [
        "NegMAS cannot hold 1 of 1 constraints",
        "NegMAS cannot hold 1 of 1 interactions",
    ]
    extra = json.loads((tmp_path / "constraints.json").read_text(encoding="utf-8"))
    assert extra["constraints"] == [
        {"any_of": [{"issue": "well", "options": ["yes"]}, {"issue": "mill", "options": ["old"]}]}
    ]
    # The miller's utilities run over 0.4 + 0.2 + 0.3 without the interaction.
    (interaction,) = extra["interactions"]
    assert interaction["adds"]["miller"] == pytest.approx(0.1 / 0.9)
    # A later scenario in the same folder leaves nothing of this one behind.
    plain = replace(VILLAGE, constraints=(), interactions=())
    write_negmas(plain, tmp_path, "village")
    assert not (tmp_path / "constraints.json").exists()


def test_a_ceiling_is_told_as_long_as_all_issues_fit_in_one(tmp_path: Path) -> None:
    capped = replace(VILLAGE, ceiling=np.array([0.6, 0.5]))
    write_negmas(capped, tmp_path, "village")
    back = read_negmas(tmp_path).space
    assert len(back.issues) == 1
    gains = np.array(table_of(back)) * scale_of(capped, JOIN)
    np.testing.assert_allclose(np.sort(gains, axis=0), np.sort(table_of(capped), axis=0))
    notices = write_negmas(capped, tmp_path, "village", join_up_to=2).notices
    assert [n for n in notices if "ceiling" in n]


def test_no_package_at_all_and_no_issue(tmp_path: Path) -> None:
    never = (parse_condition("well is no"), parse_condition("well is yes"))
    with pytest.raises(BadInput, match="no package satisfies the constraints on well"):
        write_negmas(replace(VILLAGE, constraints=never), tmp_path, "x")
    empty = Space(("a",), (), (), (), np.zeros(1))
    with pytest.raises(BadInput, match="needs an issue"):
        write_negmas(empty, tmp_path, "x")
    assert not list(tmp_path.iterdir())


def test_yaml_means_the_same_in_both_versions(tmp_path: Path) -> None:
    """NegMAS reads YAML 1.1, where a bare `no` is false, `1e-07` text and `1:30` ninety."""
    options = ("no", "1", "1e3", "1:30", "null", "~", "a: b", "#", "é", 'say "x"', "2026-01-01")
    space = Space(
        parties=("yes", "no"),
        issues=("on",),
        options=(options,),
        utilities=(np.array([[k * 1e-7, 10.0**k] for k in range(len(options))]),),
        disagreement=np.array([0.0, 1e-9]),
    )
    written = write_negmas(space, tmp_path, "x")
    for version in ((1, 1), (1, 2)):
        yaml = YAML(typ="safe", pure=True)
        yaml.version = version
        read = [yaml.load(path.read_text(encoding="utf-8")) for path in written.files]
        assert read[0]["issues"][0]["values"] == list(options)
        assert [function["name"] for function in read[1:]] == ["yes", "no"]
        mapping = read[2]["values"][0]["mapping"]
        assert list(mapping) == list(options)
        assert all(isinstance(utility, float) for utility in mapping.values())
        assert isinstance(read[2]["reserved_value"], float)
    np.testing.assert_allclose(
        read_negmas(tmp_path).space.utilities[0][:, 0] * 1e-6, space.utilities[0][:, 0]
    )


def test_clauses_hold_exactly_when_the_condition_does() -> None:
    condition = parse_constraint("if a is x then b is not y and (a is x or c is one of (u, v))")
    options = {"a": ("x", "z"), "b": ("y", "n"), "c": ("u", "v", "w")}
    found = clauses(condition, options)
    for chosen in product(*options.values()):
        package = dict(zip(options, chosen, strict=True))
        space = Space(
            ("p",),
            tuple(options),
            tuple(options.values()),
            tuple(np.zeros((len(o), 1)) for o in options.values()),
            np.zeros(1),
            constraints=(condition,),
        )
        met = all(any(package[i] in named for i, named in clause.items()) for clause in found)
        assert met == space.allows(package)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"miller"', '"baker"', "unknown party 'baker'"),
        ('"issue": "well"', '"issue": "wall"', "unknown issue 'wall'"),
        ('"yes"', '"maybe"', ""),
        ('"options": [', '"options": [1, ', "not text"),
    ],
)
def test_the_file_beside_must_fit(tmp_path: Path, old: str, new: str, message: str) -> None:
    write_negmas(VILLAGE, tmp_path, "village", join_up_to=0)
    path = tmp_path / "constraints.json"
    text = path.read_text(encoding="utf-8")
    start = text.index('"constraints"')
    path.write_text(text[:start] + text[start:].replace(old, new), encoding="utf-8")
    if not message:  # an option that no package has fulfils nothing
        assert len(read_negmas(tmp_path).space.constraints) == 1
        return
    with pytest.raises(BadInput) as error:
        read_negmas(tmp_path)
    assert message in error.value.problems[0].message
    assert error.value.problems[0].file == str(path)
    assert error.value.problems[0].line


@pytest.fixture(
    scope="module", params=["kosovo-1999", pytest.param("ukraine-2026", marks=pytest.mark.slow)]
)
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Space, Path, Written]:
    """A bundled case as a folder for NegMAS."""
    space = space_of(load(request.param))
    folder = tmp_path_factory.mktemp(request.param)
    return space, folder, write_negmas(space, folder, request.param)


def test_a_case_keeps_its_frontier(exported: tuple[Space, Path, Written]) -> None:
    space, folder, _ = exported
    before, after = frontier(space), frontier(read_negmas(folder).space)
    assert after.complete
    scale = scale_of(space, JOIN)
    np.testing.assert_allclose(
        (after.utilities - after.disagreement) * scale,
        before.utilities - before.disagreement,
        atol=1e-8,
    )


@pytest.fixture
def negmas() -> Iterator[Callable[[str], Any]]:
    """Modules of NegMAS by name, if it is installed; its own warnings are its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("negmas", reason="needs NegMAS")
        yield import_module


Modules = Callable[[str], Any]


def test_negmas_values_packages_alike(negmas: Modules, tmp_path: Path) -> None:
    write_negmas(VILLAGE, tmp_path, "x")
    scenario = negmas("negmas.inout").Scenario.load(tmp_path)
    ours = read_negmas(tmp_path).space
    assert [function.name for function in scenario.ufuns] == list(ours.parties)
    outcomes = list(scenario.outcome_space.enumerate())
    assert len(outcomes) == ours.outcomes == 6
    for outcome in outcomes:
        package = dict(zip(ours.issues, outcome, strict=True))
        theirs = [float(function(outcome)) for function in scenario.ufuns]
        np.testing.assert_allclose(theirs, ours.values(package), atol=1e-12)
    reserved = [function.reserved_value for function in scenario.ufuns]
    np.testing.assert_allclose(reserved, ours.disagreement)


def test_agents_of_negmas_play_a_case_to_the_end(
    negmas: Modules, exported: tuple[Space, Path, Written]
) -> None:
    sao = negmas("negmas.sao")
    scenario = negmas("negmas.inout").Scenario.load(exported[1])
    for function in scenario.ufuns:
        np.testing.assert_allclose(function.minmax(), (0, 1), atol=1e-9)
    session = sao.SAOMechanism(outcome_space=scenario.outcome_space, n_steps=50)
    session.add(sao.BoulwareTBNegotiator(), ufun=scenario.ufuns[0])
    session.add(sao.AspirationNegotiator(), ufun=scenario.ufuns[1])
    state = session.run()
    assert not state.has_error
    assert not state.broken
    assert state.agreement is not None or state.timedout


def test_negmas_writes_what_is_read(negmas: Modules, tmp_path: Path) -> None:
    outcomes, fun = negmas("negmas.outcomes"), negmas("negmas.preferences.value_fun")
    scenario_of = negmas("negmas.inout").Scenario
    made = [(["a", "no"], "x"), ((0, 3), "y"), ((0.0, 1.0), "z")]
    space = outcomes.make_os([outcomes.make_issue(*issue) for issue in made], name="made")

    def function(name: str, last: Any) -> Any:
        values = [fun.TableFun({"a": 0.0, "no": 1.0}), fun.AffineFun(-1 / 3, 1.0), last]
        return negmas("negmas.preferences").LinearAdditiveUtilityFunction(
            values=values, weights=[0.5, 0.3, 0.2], outcome_space=space, name=name
        )

    both = (function("u", fun.IdentityFun()), function("v", fun.AffineFun(-1, 1)))
    scenario = scenario_of(space, both)
    for kind in ("yml", "json"):
        folder = tmp_path / kind
        scenario.dumpas(folder, kind)
        ours = read_negmas(folder).space
        assert ours.parties == ("u", "v")
        for outcome in (("no", 2, 0.0), ("a", 3, 1.0)):
            package = dict(zip(ours.issues, map(str, outcome), strict=True))
            theirs = [float(f(outcome)) for f in scenario.ufuns]
            np.testing.assert_allclose(ours.values(package), theirs, atol=1e-12)
    pickled = scenario_of(space, (function("u", fun.LambdaFun(lambda x: x)),))
    for kind in ("yml", "json"):
        pickled.dumpas(tmp_path / f"pickled-{kind}", kind)
        with pytest.raises(BadInput, match="would run code from the file"):
            read_negmas(tmp_path / f"pickled-{kind}")
