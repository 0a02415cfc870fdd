"""The demo's folder in the checkout. It records what a run has created, so that another process can end the run."""

import json
import shutil
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from s3_replication.errors import InputError
from s3_replication.local.client.state import start_time

__all__ = ["Record", "RunFolder"]


@dataclass(frozen=True, slots=True)
class Record:
    """One run: its process and when that started, its local AWS (port 0: the run is on AWS), and when it began (ISO time).

    On AWS: the `name` that everything it makes begins with, and the accounts and Regions that it makes them in.
    """

    example: str
    began: str
    process: int
    port: int = 0
    destination_role_arn: str | None = None
    kept: bool = False
    started: int | None = None
    name: str = ""
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class RunFolder:
    """`.cache/demo` of a checkout: the copy that Terraform works in, its state, and the record."""

    def __init__(self, checkout: Path) -> None:
        self.path = checkout / ".cache" / "demo"
        self._file = self.path / "run.json"

    def claim(self) -> None:
        """Creates the folder; raises InputError if an earlier run still uses it."""
        if self.path.exists():
            raise InputError(self._occupied())
        self.path.mkdir(parents=True)

    def write(self, record: Record) -> None:
        """Keeps the record for the process that ends the run."""
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")
        draft.rename(self._file)  # so that no kill leaves half a record

    def read(self) -> Record | None:
        """Return the run that uses the folder; None if there is no record that can be read. Fields of other versions are left out."""
        known = {each.name for each in fields(Record)}
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            record = Record(**{name: value for name, value in found.items() if name in known})
            return replace(record, accounts=tuple(record.accounts), regions=tuple(record.regions))
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def left_in_state(self) -> list[str]:
        """What Terraform's states in the folder still list, by type; a state that cannot be read counts as one resource."""
        return [kind for path in sorted(self.path.rglob("*.tfstate")) for kind in _resources(path)]

    def is_busy(self, record: Record) -> bool:
        """Whether the run is still at work; a kept one is not."""
        return not record.kept and start_time(record.process) is not None and record.started in (None, start_time(record.process))

    def remove(self) -> None:
        """Removes the folder, and its parent folder if that is empty."""
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


def _resources(state: Path) -> list[str]:
    try:
        found = json.loads(state.read_text(encoding="utf-8"))["resources"]
        return [each["type"] for each in found if each["mode"] == "managed" and each["instances"]]
    except (OSError, ValueError, TypeError, KeyError):
        return [f"unreadable state {state.name}"]
