"""Handles Ctrl-C and SIGTERM: stops the running command, then cleans up without interruption."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Interrupted", "Interrupts"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """The user or the system asked the command to end; a KeyboardInterrupt, so that no client library treats it as a network failure."""


class Interrupts:
    """Turns the first signal into Interrupted; later ones, and those during a shielded block, only call `notice`."""

    def __init__(self, notice: Callable[[], None]) -> None:
        self._notice = notice
        self._shields = 0
        self._asked = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Handles the signals inside the block and restores their former handlers after it."""
        former = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Finishes the block even if a signal arrives; check() reports the signal afterwards."""
        self._shields += 1
        try:
            yield
        finally:
            self._shields -= 1

    def check(self) -> None:
        """Raises Interrupted if a signal came during a shielded block."""
        if self._asked:
            raise Interrupted

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if self._shields or not first:
            self._notice()
            return
        raise Interrupted
