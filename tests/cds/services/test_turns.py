"""Calls take turns at the work: one at a time, and no longer in line than they may take."""

from __future__ import annotations

import threading
import time

import pytest

from cds.errors import Rejected
from cds.hooks.deadline import Deadline
from cds.services.turns import turn


def test_one_works_at_a_time() -> None:
    working, most = 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal working, most
        with turn(Deadline()):
            with guard:
                working += 1
                most = max(most, working)
            time.sleep(0.005)
            with guard:
                working -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (working, most) == (0, 1)


def test_a_call_whose_deadline_passes_in_the_line_is_refused_and_the_line_goes_on() -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turn(Deadline()):
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(Rejected) as refused, turn(Deadline.after(0.02)):
        pytest.fail("it worked while another did")
    done.set()
    holder.join()

    assert refused.value.status == 503
    with turn(Deadline.after(5)):
        pass


def test_a_call_that_fails_gives_its_turn_back() -> None:
    with pytest.raises(LookupError), turn(Deadline()):
        raise LookupError
    with turn(Deadline.after(5)):
        pass
