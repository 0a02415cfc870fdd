"""The options --var and --var-file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["InputVariables"]


@dataclass(frozen=True, slots=True)
class InputVariables:
    """Values such as `name=demo`, and the paths of files of values."""

    values: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Sequence[str], files: Sequence[Path]) -> "InputVariables":
        """From the options; raises InputError that names the wrong one."""
        wrong = next((value for value in values if not value.partition("=")[0] or "=" not in value), None)
        if wrong is not None:
            raise InputError(f"--var {wrong!r} is not NAME=VALUE: write it as in --var name=demo.")
        missing = next((file for file in files if not file.is_file()), None)
        if missing is not None:
            raise InputError(f"--var-file {missing} is not a file: name a file with values of input variables.")
        return cls(tuple(values), tuple(str(file.resolve()) for file in files))
