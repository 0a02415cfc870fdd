"""The state file of a detached local AWS, which its server alone writes, under a lock that the server holds as long as it lives."""

import contextlib
import fcntl
import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["DEFAULT_NAME", "Running", "StateFile", "all_states", "default_folder", "start_time"]

DEFAULT_NAME = "default"
WRITE_SECONDS = 15.0  # between a server's lock and its record lies the loading of moto
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_STATE = re.compile(rf"local-aws(?:\.({_NAME.pattern}))?\.json")


@dataclass(frozen=True, slots=True)
class Running:
    """One detached local AWS; `started` is the process' start time in the kernel's ticks, since process numbers are used again."""

    port: int
    pid: int
    name: str = DEFAULT_NAME
    started: int = 0


def default_folder() -> Path:
    """Where the state files are kept: the user's runtime folder, else the cache folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / "s3-replication"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "s3-replication"


def all_states(folder: Path) -> list["StateFile"]:
    """Every state in the folder, of live servers and of dead ones; files with other names are not ours."""
    found = (_STATE.fullmatch(path.name) for path in folder.glob("local-aws*.json"))
    return [StateFile(folder, name) for name in sorted(match[1] or DEFAULT_NAME for match in found if match is not None)]


def start_time(pid: int) -> int | None:
    """When the process started, in the kernel's ticks (proc(5), field 22); None for a process that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return None if fields[0] == "Z" else int(fields[19])
    except (OSError, ValueError, IndexError):
        return None


class StateFile:
    """The files of the local AWS called `name`; raises InputError for a name that cannot be one."""

    def __init__(self, folder: Path, name: str = DEFAULT_NAME) -> None:
        if not _NAME.fullmatch(name):
            raise InputError(
                f"--name {name!r} cannot be used: it takes up to 64 letters, digits, '-' and '_', and begins with a letter or digit"
            )
        stem = "local-aws" if name == DEFAULT_NAME else f"local-aws.{name}"
        self.name = name
        self.path, self._lock_path = folder / f"{stem}.json", folder / f"{stem}.lock"
        self._lock: int | None = None

    def acquire(self) -> bool:
        """Takes the lock, which ends with this process at the latest; False where a live server holds it. Raises InputError."""
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            while self._lock is None:
                lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                if not _locked(lock):
                    os.close(lock)
                    return False
                if _is_at(lock, self._lock_path):  # else its last holder removed the file meanwhile
                    self._lock = lock
                else:
                    os.close(lock)
        except OSError as error:
            raise self._unusable(error) from error
        self.path.unlink(missing_ok=True)  # a dead server's
        return True

    def write(self, port: int) -> None:
        """Records this process, by rename, so that no reader sees half of it; raises InputError."""
        state = Running(port, os.getpid(), self.name, start_time(os.getpid()) or 0)
        draft = self.path.with_suffix(".new")
        try:
            draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
            draft.rename(self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise self._unusable(error) from error

    def release(self) -> None:
        """Removes the files and gives the lock back; nothing without the lock."""
        if self._lock is None:
            return
        for path in (self.path, self._lock_path):
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(self._lock)
        self._lock = None

    def read(self) -> Running | None:
        """The live server's record; a dead one's files are removed. Waits while a server starts; raises InputError."""
        until = time.monotonic() + WRITE_SECONDS
        while self.path.exists() or self._lock_path.exists():
            if self.acquire():
                self.release()
                return None
            found = self._recorded()
            if found is not None and start_time(found.pid) is not None:  # a killed server holds its lock until its last thread has ended
                return found
            if time.monotonic() > until:
                raise InputError(f"the local AWS named {self.name!r} is still starting or ending: try again in a moment")
            time.sleep(0.02)
        return None

    def _recorded(self) -> Running | None:
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Running(**json.loads(self.path.read_text(encoding="utf-8")))
        return None

    def _unusable(self, error: OSError) -> InputError:
        return InputError(
            f"the state of the local AWS cannot be written to {self.path} ({error.strerror}): "
            "make room there, or name another folder in XDG_RUNTIME_DIR"
        )


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(lock: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(lock), there)
