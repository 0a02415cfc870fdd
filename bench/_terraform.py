"""One stack of bench/_module on a local AWS: each Terraform command with its requests, time, CPU and memory."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.terraform import copy_module, find_binary, find_checkout, terraform_environment

__all__ = ["LOCAL_DESTINATION_ROLE", "Run", "Stack"]

CHECKOUT = find_checkout(Path(__file__).resolve().parent)
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """One command: requests by "service:operation", seconds of wall clock and of CPU (user and system), peak memory in MiB.

    CPU and memory are of Terraform and its providers together.
    """

    requests: Counter[str]
    seconds: float
    cpu: float
    mebibytes: float


class Stack:
    """A root module of bench/_module in a copy of the checkout; `module` names the folder that `pairs` calls instead of the root."""

    def __init__(self, name: str, local: LocalAws, scratch: Path, module: str = "") -> None:
        copy = scratch / f"{name}-{module.replace('/', '-')}"
        copy_module(CHECKOUT, copy)
        self._folder = copy / "bench" / "_module" / name
        shutil.copytree(CHECKOUT / "bench" / "_module" / name, self._folder, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        if module:
            main = self._folder / "main.tf"
            main.write_text(main.read_text().replace('"../../.."', f'"../../../{module}"'))
        self._local = local
        self._binary = find_binary(os.environ).path
        self._environment = terraform_environment(local.full_environment(), scratch)
        self._run("init")

    def size(self, **variables: object) -> None:
        """Sets the input variables of the commands that follow."""
        (self._folder / "bench.auto.tfvars.json").write_text(json.dumps(variables))

    def plan(self) -> Run:
        """A plan, saved for `apply`."""
        return self._run("plan", "-out=saved.tfplan")

    def planned(self) -> int:
        """Number of resources in the saved plan."""
        answer = subprocess.run(  # noqa: S603 - the user's own Terraform
            [self._binary, "show", "-json", "saved.tfplan"], cwd=self._folder, env=self._environment, check=True, stdout=subprocess.PIPE
        )
        return sum(change["mode"] == "managed" for change in json.loads(answer.stdout)["resource_changes"])

    def apply(self) -> Run:
        """Applies the saved plan."""
        return self._run("apply", "saved.tfplan")

    def build(self) -> Run:
        """Plans and applies, in one process."""
        return self._run("apply", "-auto-approve")

    def plan_again(self) -> Run:
        """A plan after apply; raises CalledProcessError if it would change anything."""
        return self._run("plan", "-detailed-exitcode")

    def destroy(self) -> Run:
        """Plans the destroy and destroys, in one process."""
        return self._run("destroy", "-auto-approve")

    def _run(self, command: str, *arguments: str) -> Run:
        before = Counter(self._local.control.counts())
        began = time.monotonic()
        line = [self._binary, command, "-input=false", "-no-color", *arguments]
        # A separate process group, by which its providers are found.
        process = subprocess.Popen(line, cwd=self._folder, env=self._environment, stdout=subprocess.DEVNULL, process_group=0)  # noqa: S603
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.end()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, line)
        requests = Counter(self._local.control.counts())
        requests.subtract(before)
        return Run(+requests, seconds, usage.ru_utime + usage.ru_stime, peak)


class _Watch:
    """Measures a process group's memory until it ends."""

    def __init__(self, group: int) -> None:
        self._group = group
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> float:
        """The largest sum, in MiB."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._peak = max(self._peak, sum(_mebibytes(folder) for folder in Path("/proc").glob("[0-9]*") if self._in_group(folder)))

    def _in_group(self, folder: Path) -> bool:
        try:
            return int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == self._group
        except OSError:  # it has ended meanwhile
            return False


def _mebibytes(folder: Path) -> float:
    """A process' share of memory: pages that several providers share count once."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)
    except OSError:  # it has ended meanwhile
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0
