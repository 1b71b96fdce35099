"""A case with any line of any file damaged is refused with places, and never with a traceback."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest

from interim.case.find import TEMPLATE, bundled
from interim.case.folder import read_folder
from interim.case.positions import read_yaml
from interim.case.read import case_of

Lines = list[str]
WAYS: dict[str, Callable[[Lines, int], Lines]] = {
    "tab": lambda lines, k: [*lines[:k], f"\t{lines[k]}", *lines[k + 1 :]],
    "gone": lambda lines, k: [*lines[:k], *lines[k + 1 :]],
    "cut": lambda lines, k: lines[:k],
    "open": lambda lines, k: [*lines[:k], lines[k].replace(":", " [", 1), *lines[k + 1 :]],
}
CASES = {"template": TEMPLATE, **bundled()}


def broken(name: str, every: int) -> int:
    """Break every so manieth line of a case in each way; how many were broken."""
    folder, parse = read_folder(CASES[name]), lru_cache(maxsize=None)(read_yaml)
    count = 0
    for file, text in folder.texts.items():
        lines = text.split("\n")
        for k in range(len(file) % every, len(lines), every):
            for do in WAYS.values():
                texts = {**folder.texts, file: "\n".join(do(lines, k))}
                case, problems = case_of(replace(folder, texts=texts), parse)
                assert (case is None) == bool(problems)
                assert all(problem.message for problem in problems)
                count += 1
    return count


@pytest.mark.parametrize("name", CASES)
def test_a_sample_of_broken_lines(name: str) -> None:
    assert broken(name, 797) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_more_broken_lines(name: str) -> None:
    broken(name, 199)


def test_a_plan_that_cannot_be_read_is_the_only_problem() -> None:
    """So did no deal: what it says is not known, so no rule speaks of it."""
    folder = read_folder(CASES["kosovo-1999"])
    texts = {**folder.texts, "plans/no-deal.yaml": "\t" + folder.texts["plans/no-deal.yaml"]}
    case, problems = case_of(replace(folder, texts=texts))
    assert case is None
    assert [problem.file for problem in problems] == ["plans/no-deal.yaml"]
