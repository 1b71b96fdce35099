import threading
import time

import pytest

from interim.foundation.threads import LEAST, even_parts, in_threads


@pytest.mark.parametrize("workers", [1, 3])
def test_every_item_is_worked_on_once(workers):
    found = list(in_threads(lambda k, _: k * k, range(100), workers))
    assert sorted(found) == [k * k for k in range(100)]


def test_an_error_stops_the_rest():
    seen = []

    def work(k, stopping):
        seen.append(k)
        if k == 5:
            raise ValueError("five")
        time.sleep(0.001)

    with pytest.raises(ValueError, match="five"):
        list(in_threads(work, range(10_000), 2))
    assert len(seen) < 100


def test_a_reader_that_has_had_enough_stops_the_work():
    begun, stopped = threading.Event(), threading.Event()

    def work(k, stopping):
        if k == 0:
            begun.wait(20)
        elif k == 1:
            begun.set()
            if stopping.wait(20):
                stopped.set()
        return k

    results = in_threads(work, range(2), 2)
    assert next(results) == 0
    results.close()
    assert stopped.is_set()


def test_results_do_not_pile_up():
    handed = []

    def items():
        for k in range(1000):
            handed.append(k)
            yield k

    results = in_threads(lambda k, _: k, items(), 2)
    next(results)
    time.sleep(0.05)
    assert len(handed) < 20
    results.close()


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
@pytest.mark.parametrize(("start", "stop"), [(0, 200), (200, 1000), (0, 60), (0, 1), (900, 10_000)])
def test_parts_leave_no_gap_and_nobody_idle(start, stop, workers):
    parts = even_parts(start, stop, workers, 500)
    assert [begin for begin, _ in parts] + [stop] == [start] + [end for _, end in parts]
    sizes = [end - begin for begin, end in parts]
    assert max(sizes) <= min(500, min(sizes) + 1)
    assert len(parts) >= min(workers, (stop - start) // LEAST)
    assert len(parts) == 1 or min(sizes) >= LEAST
