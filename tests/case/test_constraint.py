"""The language of constraints: grammar, meaning, and what leaves no package."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.case.constraint import (
    KEYWORDS,
    And,
    Is,
    Not,
    Or,
    SyntaxProblem,
    holds,
    parse_condition,
    parse_constraint,
)
from interim.case.contradiction import contradiction, satisfying

OPTIONS = {"a": ("x", "y", "z"), "b": ("x", "y"), "c.d-e": ("none", "x")}
PACKAGES = [dict(zip(OPTIONS, choice, strict=True)) for choice in product(*OPTIONS.values())]

# A condition as text, beside its meaning as a plain Python function of a package.
_statements = st.sampled_from(
    [
        (f"{issue} is {option}", lambda p, i=issue, o=option: p[i] == o)
        for issue, options in OPTIONS.items()
        for option in options
    ]
    + [
        (f"{issue} is not {option}", lambda p, i=issue, o=option: p[i] != o)
        for issue, options in OPTIONS.items()
        for option in options
    ]
    + [
        ("a is one of (x, z)", lambda p: p["a"] in "xz"),
        ("a is not one of ( y )", lambda p: p["a"] != "y"),
    ]
)


def _combined(inner):
    pair = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda c: (f"not ({c[0]})", lambda p: not c[1](p))),
        pair.map(lambda c: (f"({c[0][0]}) and ({c[1][0]})", lambda p: c[0][1](p) and c[1][1](p))),
        pair.map(lambda c: (f"({c[0][0]}) or ({c[1][0]})", lambda p: c[0][1](p) or c[1][1](p))),
    )


CONDITIONS = st.recursive(_statements, _combined, max_leaves=5)


def _as_constraint(parts):
    kind, (premise, first), (conclusion, second) = parts
    if kind == "never":
        return f"never ({premise})", lambda p: not first(p)
    return f"if {premise} then {conclusion}", lambda p: not first(p) or second(p)


CONSTRAINTS = st.tuples(st.sampled_from(["never", "if"]), CONDITIONS, CONDITIONS).map(
    _as_constraint
)


@given(CONDITIONS)
def test_a_condition_means_what_it_says(condition):
    text, meaning = condition
    parsed = parse_condition(text)
    assert [holds(parsed, p) for p in PACKAGES] == [bool(meaning(p)) for p in PACKAGES]


@given(CONSTRAINTS)
def test_a_constraint_means_what_it_says(constraint):
    text, meaning = constraint
    parsed = parse_constraint(text)
    assert [holds(parsed, p) for p in PACKAGES] == [bool(meaning(p)) for p in PACKAGES]


@given(st.lists(CONSTRAINTS, max_size=6))
def test_satisfying_agrees_with_enumeration(constraints):
    parsed = [parse_constraint(text) for text, _ in constraints]
    allowed = [p for p in PACKAGES if all(meaning(p) for _, meaning in constraints)]
    found = satisfying(parsed, OPTIONS)
    assert (found is None) == (not allowed)
    if found is not None:
        assert all(holds(condition, PACKAGES[0] | found) for condition in parsed)


@given(st.lists(CONSTRAINTS, min_size=2, max_size=6))
@settings(max_examples=200)
def test_a_contradiction_is_one_and_has_nothing_to_spare(constraints):
    parsed = [parse_constraint(text) for text, _ in constraints]
    core = contradiction(parsed, OPTIONS)
    if satisfying(parsed, OPTIONS) is not None:
        assert core == ()
        return
    assert satisfying([parsed[i] for i in core], OPTIONS) is None
    for index in core:
        assert satisfying([parsed[i] for i in core if i != index], OPTIONS) is not None


def test_a_cycle_of_implications_that_leaves_nothing():
    """x1 is a -> x2 is b -> x3 is a -> x1 is b, and the reverse: by hand, no assignment is left."""
    issues = {f"x{i}": ("a", "b") for i in range(1, 4)}
    texts = [
        "if x1 is a then x2 is b",
        "if x2 is b then x3 is a",
        "if x3 is a then x1 is b",
        "if x1 is b then x2 is a",
        "if x2 is a then x3 is b",
        "if x3 is b then x1 is a",
    ]
    parsed = [parse_constraint(text) for text in texts]
    assert satisfying(parsed, issues) is None
    assert contradiction(parsed, issues) == (0, 1, 2, 3, 4, 5)
    assert satisfying(parsed[:5], issues) is not None


def test_forty_issues_are_no_burden():
    """Pigeons: 40 issues in a chain, each different from the next, the ends forced apart."""
    issues = {f"x{i}": ("a", "b") for i in range(40)}
    chain = [
        parse_constraint(f"if x{i} is {o} then x{i + 1} is not {o}")
        for i in range(39)
        for o in ("a", "b")
    ]
    assert satisfying(chain, issues) is not None
    # 40 is even, so the ends differ; forcing both to `a` leaves nothing.
    ends = [parse_constraint("never x0 is b"), parse_constraint("never x39 is b")]
    assert satisfying(chain + ends, issues) is None


def test_not_binds_closer_than_and_and_that_closer_than_or():
    parsed = parse_condition("not a is x and b is y or b is x")
    assert parsed == Or(And(Not(Is("a", ("x",))), Is("b", ("y",))), Is("b", ("x",)))


def test_names_of_the_design_are_understood():
    text = "if western_donetsk.administration is international then peacekeepers.force is not none"
    assert parse_constraint(text) == Or(
        Not(Is("western_donetsk.administration", ("international",))),
        Not(Is("peacekeepers.force", ("none",))),
    )


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, "'if' or 'never'"),
        ("a is x", 0, "'if' or 'never'"),
        ("if a is x", 9, "'then'"),
        ("if a is x then", 14, "an issue"),
        ("if a x then b is y", 5, "'is'"),
        ("never (a is x", 13, "')'"),
        ("never a is x)", 12, "the end"),
        ("never a is", 10, "an option"),
        ("never a is one (x)", 15, "'of'"),
        ("never a is one of x", 18, "'('"),
        ("never a is one of (x y)", 21, "','"),
        ("never a is one of ()", 19, "an option"),
        ("never a is X", 11, "lower case"),
        ("never a == x", 8, "is not"),
        ("never is is x", 6, "an issue"),
        ("never a is x b is y", 13, "'and'"),
    ],
)
def test_what_is_wrong_and_where(text, offset, expected):
    with pytest.raises(SyntaxProblem) as raised:
        parse_constraint(text)
    assert raised.value.offset == offset
    assert expected in raised.value.expected


WORDS = [*KEYWORDS, "(", ")", ",", "a", "x"]


@given(st.text(max_size=40) | st.lists(st.sampled_from(sorted(WORDS))).map(" ".join))
def test_any_text_is_a_constraint_or_a_clear_error(text):
    try:
        understood = isinstance(parse_constraint(text), (Not, Or))
    except SyntaxProblem as fault:
        understood = 0 <= fault.offset <= len(text) and bool(fault.expected)
    assert understood


@pytest.mark.parametrize(
    "text", ["never " + "(" * 10_000 + "a is x", "never " + "not " * 10_000 + "a is x",
             "never " + " and ".join(["a is x"] * 10_000)]
)  # fmt: skip
def test_text_without_end_is_refused(text):
    with pytest.raises(SyntaxProblem, match="at most"):
        parse_constraint(text)
