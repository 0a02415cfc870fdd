"""Signals: the first stops, a shielded block is finished, and the former handlers come back."""

import os
import signal

import pytest

from s3_replication.terraform.interrupts import Interrupted, Interrupts

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def notices():
    return []


@pytest.fixture
def interrupts(notices):
    return Interrupts(lambda: notices.append("noticed"))


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_stops(interrupts, number):
    with pytest.raises(Interrupted), interrupts.watching():
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_shielded_block_is_finished_and_tells_afterwards(interrupts, notices, number):
    with interrupts.watching():
        with interrupts.shielded():
            os.kill(os.getpid(), number)
            notices.append("finished")
        with pytest.raises(Interrupted):
            interrupts.check()
    assert notices == ["noticed", "finished"]


def test_a_second_signal_does_not_disturb_the_clean_up(interrupts, notices):
    with interrupts.watching():
        with pytest.raises(Interrupted):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    assert notices == ["noticed"]


def test_no_signal_no_interruption(interrupts):
    with interrupts.watching():
        with interrupts.shielded():
            pass
        interrupts.check()


@pytest.mark.parametrize("number", SIGNALS)
def test_former_handlers_come_back(interrupts, number):
    former = signal.getsignal(number)
    with interrupts.watching():
        assert signal.getsignal(number) != former
    assert signal.getsignal(number) == former
