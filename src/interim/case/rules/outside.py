"""`history.yaml`: known issues and options, and codes that fit their feature."""

from __future__ import annotations

from collections.abc import Iterator

from interim.case.draft import Draft, known
from interim.case.model.history import CODES
from interim.foundation.errors import Problem


def check_history(draft: Draft) -> Iterator[Problem]:
    """The reading of clauses as features."""
    if draft.history is None:
        return
    document = draft.document("history")
    for feature, code in draft.history.always.items():
        yield from known(
            document,
            ("always", feature),
            "code",
            code,
            CODES[feature],
            key=False,
            of=f" of '{feature}'",
        )
        if feature in draft.history.features:
            yield document.problem(
                ("always", feature),
                f"'{feature}' is read from clauses and always the same",
                key=True,
                expected="it under 'features:' or under 'always:'",
            )
    for feature, issues in draft.history.features.items():
        for name, codes in issues.items():
            path = ("features", feature, name)
            yield from draft.issue(document, path, name, key=True)
            for option, code in codes.items():
                here = (*path, option)
                if draft.issues is not None and name in draft.issues.issues:
                    options = draft.issues.issues[name].options
                    yield from known(
                        document,
                        here,
                        "option",
                        option,
                        options,
                        key=True,
                        of=f" of issue '{name}'",
                    )
                yield from known(
                    document, here, "code", code, CODES[feature], key=False, of=f" of '{feature}'"
                )
