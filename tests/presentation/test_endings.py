"""How a deal ends, in words."""

from interim.presentation import endings
from presentation.fabricated import probability


def test_the_most_common_ending_leaves_out_what_too_few_futures_say() -> None:
    ends = {"held": probability(0.3), "lapsed": probability(0.7)}
    found = endings.most_common(ends)
    assert found is not None
    assert found[0] == "lapsed"
    assert endings.most_common({"held": probability(1.0, n=3)}) is None
    assert endings.most_common({}) is None


def test_endings_name_the_party() -> None:
    assert endings.ending("reneged:north", {"north": "Northland"}) == "broken by Northland"
    assert endings.ending("held", {}) == "holds"
    parties = {"north": "Northland"}
    assert endings.would_end("reneged:north", parties) == "Northland would break it openly"
    assert endings.because("reneged:south", parties) == "because south breaks it openly"
    assert endings.would_end("lapsed", {}) == "the mandate lapses"
    assert endings.because("escalated", {}) == (
        "because an incident grows into a war that neither side chose"
    )
