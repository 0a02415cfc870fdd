"""Standard output and standard error of the process, with failures of a write reported or ignored."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from s3_replication.errors import OutputError

__all__ = ["guarded_streams"]


class _Descriptor(io.FileIO):
    """A descriptor that drops all output after a failed write, so that no further write fails when the process ends."""

    def __init__(self, descriptor: int, reports: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._reports, self._lost = reports, False

    def write(self, content: Any) -> int:
        """Write. A pipe that its reader has closed is no failure; other failures of standard output raise OutputError."""
        if not self._lost:
            try:
                return super().write(content)
            except OSError as error:
                self._lost = True
                if self._reports and not isinstance(error, BrokenPipeError):
                    fix = "free space on the disk, or write to another file"
                    raise OutputError(f"standard output cannot be written ({error.strerror}): {fix}.") from error
        return len(content)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard the process's own streams inside the block; streams that a test or a caller has put in their place stay unchanged."""
    before = sys.stdout, sys.stderr
    if sys.stdout is sys.__stdout__:
        sys.stdout = _guarded(sys.stdout, reports=True)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _guarded(sys.stderr, reports=False)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = before


def _guarded(stream: TextIO | None, *, reports: bool) -> TextIO:
    """The same stream over a guarded descriptor; characters that its encoding does not have become their codes."""
    if stream is None:  # the caller has closed it
        return open(os.devnull, "w", encoding="utf-8")
    raw = _Descriptor(stream.fileno(), reports)
    return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, "backslashreplace", line_buffering=stream.isatty() or not reports)
