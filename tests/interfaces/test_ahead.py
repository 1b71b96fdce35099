"""What is compiled ahead is what runs need: the same functions, of the same kinds of arguments."""

import interim
from interim.futures import Run
from interim.interfaces.shell import ahead
from interim.questions.talks import talking
from interim.stages.compliance import forward
from interim.stages.talks import chain, course

AHEAD = (forward.carry_forward, chain.carry_back, course.carry_forward)


def test_runs_find_compiled_what_was_compiled_ahead(template):
    before = [list(kernel.signatures) for kernel in AHEAD]
    ahead.compile_forward()
    ahead.compile_talks()
    after = [list(kernel.signatures) for kernel in AHEAD]
    for kinds, others in zip(before, after, strict=True):
        assert set(kinds) <= set(others)
        assert len(others) == 1
    case = interim.load(template)
    interim.evaluate(case, futures=4, workers=1)
    talking(case, run=Run(4), workers=1)
    assert [list(kernel.signatures) for kernel in AHEAD] == after


def test_nothing_is_begun_where_all_is_compiled(monkeypatch):
    begun = []
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *given, **more: begun.append(given))
    monkeypatch.setattr("interim.foundation.compiled.is_compiled", lambda kernel: True)
    ahead.compiling_ahead()
    assert not begun
    monkeypatch.setattr("interim.foundation.compiled.is_compiled", lambda kernel: False)
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 1)
    ahead.compiling_ahead()
    assert not begun
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 2)
    ahead.compiling_ahead()
    assert len(begun) == 1
