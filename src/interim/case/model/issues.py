"""`issues.yaml`: the questions on the table and their possible answers."""

from __future__ import annotations

from pydantic import Field

from interim.case.model.block import Block, Id


class Option(Block):
    """A possible answer to an issue."""

    title: str
    """The answer, for readers."""
    becomes: dict[Id, Id] | None = None
    """For a deferred status: which option of the same issue each choice of the vote leads to."""


class Issue(Block):
    """A question on the table."""

    title: str
    """The question, for readers."""
    group: str
    """Heading under which tables show it."""
    options: dict[Id, Option] = Field(min_length=1)
    """Option -> what it says."""
    default: Id
    """What holds where a plan is silent."""
    units: tuple[Id, ...] = ()
    """The referendum units whose votes decide a deferred status; each carries an equal share of
    the issue's weight."""
    note: str | None = None
    """For readers."""


class Issues(Block):
    """`issues.yaml`."""

    issues: dict[Id, Issue] = Field(min_length=1)
    """Issue -> the question and its possible answers."""
    constraints: tuple[str, ...] = ()
    """`if A.a is x then B.b is not y` or `never (A.a is x and B.b is y)`."""

    @property
    def titles(self) -> dict[str, str]:
        """Issue -> the question, for readers."""
        return {name: issue.title for name, issue in self.issues.items()}
