"""python-terraform with its own process handling replaced: environment as given, output line by line, and a clean stop.

python-terraform builds the command lines. Its `cmd` passes on this process' environment only and leaves Terraform running when it is
interrupted, so that part is ours.
"""

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
_ANSWERS = ("show", "output")


class Command(python_terraform.Terraform):  # type: ignore[misc] # python-terraform carries no types
    """One folder's Terraform commands; `on_line` hears every line of progress as it comes."""

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
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            # A process group of its own: Ctrl-C in a terminal reaches us alone, and we tell Terraform once.
            process = subprocess.Popen(  # noqa: S603 - the user's own Terraform with arguments made here
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                cwd=self.working_dir,
                env=self.environment,
                process_group=0,
            )
            try:
                output = _follow(process, on_line)
            except BaseException:
                _stop(process)
                raise
            errors.seek(0)
            return process.returncode, output, errors.read()


def _silent(_line: str) -> None:
    """The listener of commands whose output is an answer to us, not progress."""


def _follow(process: subprocess.Popen[str], on_line: Callable[[str], None]) -> str:
    lines = []
    for line in _stream(process):
        lines.append(line)
        on_line(line.rstrip("\n"))
    process.wait()
    _stream(process).close()
    return "".join(lines)


def _stream(process: subprocess.Popen[str]) -> IO[str]:
    if process.stdout is None:
        raise ValueError("the process was started without a pipe for its output")
    return process.stdout


def _stop(process: subprocess.Popen[str]) -> None:
    """Interrupts Terraform once, so that it finishes running operations and writes its state, and waits for its end.

    Its output is read to the end meanwhile: a closed pipe would kill it before the state is written. A second interrupt kills it.
    """
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _kill(process)
    except BaseException:
        _kill(process)
        raise


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    _stream(process).close()
