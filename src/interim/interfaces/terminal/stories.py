"""What stories of how deals break down look like on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.evaluation.result import Evaluation
from interim.insight.stories import Story, TypicalStories
from interim.interfaces.terminal.screen import text
from interim.presentation import story as telling


def stories(evaluation: Evaluation, found: Sequence[TypicalStories]) -> Group:
    """The typical stories of each plan, under what they are typical of.

    Args:
        evaluation: what they were found in.
        found: those of each plan.
    """
    case = evaluation.case
    parts: list[RenderableType] = []
    for typical in found:
        said = telling.introduction(typical, case, evaluation.run.futures, evaluation.run.seed)
        parts += [Text(""), text(case.plans[typical.plan].short, "bold underline"), text(said)]
        for number, story in enumerate(typical.stories, start=1):
            parts += [Text(""), _story(f"{number}. ", story, evaluation)]
    return Group(*parts, *_foot(found))


def single(evaluation: Evaluation, found: Sequence[Story]) -> Group:
    """One story of each plan.

    Args:
        evaluation: what they were found in.
        found: the stories.
    """
    parts: list[RenderableType] = []
    for story in found:
        parts += [Text(""), text(evaluation.case.plans[story.plan].short, "bold underline")]
        parts.append(_story("", story, evaluation))
    return Group(*parts, *_foot(found))


def _story(mark: str, story: Story, evaluation: Evaluation) -> Group:
    case = evaluation.case
    body = Table.grid(padding=(0, 2, 0, 0))
    body.add_column(no_wrap=True)
    body.add_column()
    for line in telling.lines(story, case):
        body.add_row(line.when, text(line.text))
    return Group(
        text(f"{mark}{telling.heading(story, case)}", "bold"),
        Padding(text(telling.about(story, case)), (0, 0, 0, 3)),
        Padding(body, (0, 0, 0, 3)),
    )


def _foot(found: Sequence[object]) -> list[RenderableType]:
    return [Text(""), text(telling.reading())] if found else []
