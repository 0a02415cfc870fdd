"""The demo's steps with Terraform, each timed."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from s3_replication.terraform import PlanResult, Terraform, forget_hashes

__all__ = ["Stages", "progress"]

_PROGRESS = re.compile(r"^(?P<address>\S+): (?P<what>Creating|Creation complete|Destroying|Destruction complete)")


class Stages:
    """Runs Terraform step by step; `seconds` is the time of each, `announce` receives the name at the start and the time at the end.

    On a `live` AWS, Terraform verifies the provider before each command, as in a user's own runs.
    """

    def __init__(self, terraform: Terraform, announce: Callable[[str, float | None], None], live: bool) -> None:
        self.terraform, self._live = terraform, live
        self.seconds: dict[str, float] = {}
        self._announce = announce

    def init(self) -> None:
        """Downloads or links the provider and the modules."""
        with self.step("init"):
            self.terraform.init()
            if not self._live:
                forget_hashes(self.terraform.folder)

    def plan(self) -> PlanResult:
        """Plans all of it."""
        with self.step("plan"):
            return self.terraform.plan()

    def buckets(self, plan: PlanResult) -> None:
        """Applies only the plan's buckets, so that an object can exist before the rule does."""
        with self.step("apply the buckets"):
            self.terraform.apply(targets=_versioned_buckets(plan))

    def apply(self) -> None:
        """Applies the rest."""
        with self.step("apply"):
            self.terraform.apply()

    def destroy(self) -> None:
        """Destroys everything; settings of `existing` buckets, which Terraform refuses to destroy, are deleted with their buckets."""
        with self.step("destroy"):
            self.terraform.forget(r"\.aws_s3_bucket_\w+\.existing\[")
            self.terraform.destroy()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times one step and announces its start and its end."""
        began = time.monotonic()
        self._announce(name, None)
        yield
        self.seconds[name] = time.monotonic() - began
        self._announce(name, self.seconds[name])


def progress(line: str) -> str | None:
    """A line of Terraform's output as a few words, None for lines that do not report progress."""
    found = _PROGRESS.match(line)
    if found is None:
        return None
    resource = found["address"].rsplit("module.", 1)[-1]
    return f"{found['what'].lower()}: {resource}"


def _versioned_buckets(plan: PlanResult) -> tuple[str, ...]:
    """Addresses of the buckets and of their versioning; the rest of a bucket's module waits for the rules."""
    wanted = ("aws_s3_bucket", "aws_s3_bucket_versioning")
    return tuple(change["address"] for change in plan.document["resource_changes"] if change["type"] in wanted)
