"""The demo's own folder in the checkout: what a run has made, so that it can be ended from elsewhere and never be forgotten."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["Record", "RunFolder"]


@dataclass(frozen=True, slots=True)
class Record:
    """One run: its process, its local AWS (port 0: the run is on AWS) and when it began (ISO time)."""

    example: str
    began: str
    process: int
    port: int = 0
    destination_role_arn: str | None = None
    kept: bool = False


class RunFolder:
    """`.cache/demo` of a checkout: the copy that Terraform works in, its state, and the record."""

    def __init__(self, checkout: Path) -> None:
        self.path = checkout / ".cache" / "demo"
        self._file = self.path / "run.json"

    def claim(self) -> None:
        """Makes the folder; raises InputError where an earlier run still has it."""
        if self.path.exists():
            raise InputError(self._occupied())
        self.path.mkdir(parents=True)

    def write(self, record: Record) -> None:
        """Keeps the record for whoever ends the run."""
        self._file.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")

    def read(self) -> Record | None:
        """The run that has the folder, None where there is none or it died before it made anything."""
        try:
            return Record(**json.loads(self._file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def is_busy(self, record: Record) -> bool:
        """Whether the run is still at work; a kept one is not."""
        return not record.kept and _alive(record.process)

    def remove(self) -> None:
        """Removes the folder, and the cache folder above it where nothing else is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.path.parent.is_dir() and not any(self.path.parent.iterdir()):
            self.path.parent.rmdir()

    def _occupied(self) -> str:
        record = self.read()
        if record is None:
            return f"a demo that did not get far left {self.path}: `make demo-end` removes it, then try again."
        if record.kept:
            return f"the demo of {record.began} was kept and still runs: `make demo-end` ends it, then try again."
        if self.is_busy(record):
            return f"a demo that began at {record.began} is still running (process {record.process}): wait for its end, or interrupt it."
        return f"the demo of {record.began} did not finish: `make demo-end` removes what it left, then try again."


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
