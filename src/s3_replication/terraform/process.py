"""python-terraform with its own process handling replaced: a given environment, output line by line, and a clean stop.

python-terraform builds the command lines. Its `cmd` passes only the environment of this process, and leaves Terraform running when it is
interrupted, so this module replaces it.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import python_terraform

__all__ = ["FLAG", "Command", "Result"]

FLAG = python_terraform.IsFlagged
Result = tuple[int, str, str]
_GRACE_SECONDS = 120
_LOOK_SECONDS, _READ_BYTES = 0.05, 1 << 16
_ANSWERS = ("show", "output", "state list", "state rm")


class Command(python_terraform.Terraform):  # type: ignore[misc] # python-terraform carries no types
    """One folder's Terraform commands; `on_line` receives each line of progress."""

    def __init__(self, folder: Path, binary: str, environment: Mapping[str, str], on_line: Callable[[str], None]) -> None:
        super().__init__(working_dir=str(folder), terraform_bin_path=binary)
        self.environment = dict(environment)
        self.on_line = on_line

    def cmd(self, cmd: str, *args: str, **kwargs: object) -> Result:
        """Runs one command and returns (exit code, standard output, standard error)."""
        try:
            return self._run(self.generate_cmd_string(cmd, *args, **kwargs), _silent if cmd in _ANSWERS else self.on_line)
        finally:
            self.temp_var_files.clean_up()

    def _run(self, arguments: list[str], on_line: Callable[[str], None]) -> Result:
        # Files, not pipes: where this process is killed, Terraform can still write, and so finishes its operations and its state.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            # A separate process group: Ctrl-C in a terminal reaches only us, and we interrupt Terraform once.
            process = subprocess.Popen(  # noqa: S603 - the user's own Terraform with arguments made here
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                cwd=self.working_dir,
                env=self.environment,
                process_group=0,
            )
            try:
                _follow(process, output, on_line)
            except BaseException:
                _stop(process)
                raise
            return process.returncode, _text(output), _text(errors)


def _silent(_line: str) -> None:
    """The listener of commands whose output is a result for us, not progress."""


def _follow(process: subprocess.Popen[bytes], output: IO[bytes], on_line: Callable[[str], None]) -> None:
    """Passes on each line that the process writes, until it ends."""
    at, rest, ended = 0, [b""], False
    while not ended:
        ended = _ended(process)
        # pread: the process writes at the position that both share.
        while part := os.pread(output.fileno(), _READ_BYTES, at):
            at += len(part)
            first, *lines = part.split(b"\n")
            rest.append(first)  # joined once: the JSON of a plan is a single line of megabytes
            for line in lines:
                on_line(b"".join(rest).decode("utf-8", "replace"))
                rest = [line]
    if last := b"".join(rest):
        on_line(last.decode("utf-8", "replace"))


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Interrupts Terraform once, so that it finishes running operations and writes its state, and waits for its end.

    A second interrupt kills it.
    """
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=_GRACE_SECONDS)
    except BaseException as error:
        process.kill()
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
