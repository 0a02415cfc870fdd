"""s3-replication doctor on a local AWS whose calls take 20 ms more, as over a network: calls, and times against one call after another."""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

import boto3

from s3_replication.aws import Connection
from s3_replication.doctor import Accounts, BucketState, diagnose, diagnose_all
from s3_replication.doctor.every_bucket import AT_ONCE
from s3_replication.local import LocalAws

BUCKETS: Final = 100
SHARED: Final = 5
"""Roles and destination buckets, each of as many sources as the others."""
SECONDS: Final = 0.02
ACCOUNT: Final = "111111111111"


def show(figure: str, value: float, unit: str = "", note: str = "") -> None:
    """One line for bench/run.py."""
    print(json.dumps({"group": "Doctor", "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


class CallLog:
    """Connections that note each call and its time, and wait before they send it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.made: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.slowest = 0.0

    def accounts(self) -> Accounts:
        """The account, with nothing read yet."""
        session = boto3.Session(self._environment["AWS_ACCESS_KEY_ID"], "local", region_name="us-east-1")
        session.events.register("provide-client-params", self._note)
        session.events.register("before-call", self._begin)
        session.events.register("after-call", self._end)
        session.events.register("before-send", lambda **_kwargs: time.sleep(SECONDS))
        connection = Connection(session, self._environment)
        return Accounts({ACCOUNT: connection}, connection.account())

    def _note(self, params: Mapping[str, Any], model: Any, **_kwargs: object) -> None:
        self.operations[model.name] += 1
        self.made[f"{model.name} {json.dumps(params, sort_keys=True, default=str)}"] += 1

    def _begin(self, context: dict[str, Any], **_kwargs: object) -> None:
        context["began"] = time.monotonic()

    def _end(self, context: dict[str, Any], **_kwargs: object) -> None:
        self.slowest = max(self.slowest, time.monotonic() - context["began"])

    @property
    def number(self) -> int:
        """How many calls were made."""
        return self.made.total()

    @property
    def repeated(self) -> int:
        """How many calls were made more often than once."""
        return sum(number > 1 for number in self.made.values())


def policy(**more: object) -> str:
    """A policy document with one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", **more}})


def build(local: LocalAws) -> list[str]:
    """Sources that replicate to a few shared destinations by a few shared roles, each with one object."""
    admin = Connection.open(local.environment())
    s3, iam = admin.s3("us-east-1"), admin.iam()
    trust = policy(Action="sts:AssumeRole", Principal={"Service": "s3.amazonaws.com"})
    versioned: Any = {"Status": "Enabled"}
    for number in range(SHARED):
        s3.create_bucket(Bucket=f"bench-destination-{number}", ObjectOwnership="BucketOwnerEnforced")
        s3.put_bucket_versioning(Bucket=f"bench-destination-{number}", VersioningConfiguration=versioned)
        iam.create_role(RoleName=f"bench-{number}", AssumeRolePolicyDocument=trust)
        iam.put_role_policy(RoleName=f"bench-{number}", PolicyName="s3", PolicyDocument=policy(Action="s3:*", Resource="*"))
    names = [f"bench-source-{number:03}" for number in range(BUCKETS)]
    for number, name in enumerate(names):
        s3.create_bucket(Bucket=name, ObjectOwnership="BucketOwnerEnforced")
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioned)
        rule: Any = {
            "ID": "all", "Priority": 1, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Enabled"},
            "Destination": {"Bucket": f"arn:aws:s3:::bench-destination-{number % SHARED}"},
        }  # fmt: skip
        role = f"arn:aws:iam::{ACCOUNT}:role/bench-{number % SHARED}"
        s3.put_bucket_replication(Bucket=name, ReplicationConfiguration={"Role": role, "Rules": [rule]})
        s3.put_object(Bucket=name, Key="key", Body=b"-")
    local.control.settle()
    return names


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and CPU seconds of this process."""
    began, cpu = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - began, time.process_time() - cpu


def every_bucket(log: CallLog, at_once: int) -> tuple[float, float]:
    """Diagnose the account; wall and CPU seconds. Stops the run if a bucket does not work."""

    def work() -> None:
        found, _ = diagnose_all(log.accounts(), lambda _done, _total: None, at_once)
        works = [row for row in found.buckets if row.state is BucketState.EXAMINED and row.report.verdict == "works"]
        if len(works) != BUCKETS:
            raise SystemExit(f"{len(works)} of {BUCKETS} buckets work: {found.counts}")

    return timed(work)


def one_bucket(log: CallLog, name: str, at_once: int) -> float:
    """Seconds from no connection to the verdict."""

    def work() -> None:
        accounts = log.accounts()
        accounts.read_in_parallel(at_once)
        diagnose(accounts, name)

    return timed(work)[0]


def main() -> None:
    """Prints the figures."""
    with LocalAws.start() as local:
        names = build(local)
        every_bucket(CallLog(local.environment()), AT_ONCE)  # imports and caches
        one = CallLog(local.environment())
        wall = one_bucket(one, names[0], 10)
        listed = ", ".join(f"{name} {number}" if number > 1 else name for name, number in sorted(one.operations.items()))
        show("calls for one bucket", one.number, note=listed)
        show("calls made twice, one bucket", one.repeated)
        show("one bucket, from start to verdict", wall, "s", f"each call takes {SECONDS * 1000:.0f} ms more than the local AWS")
        show("one bucket against its slowest call", wall / one.slowest, "x", f"the slowest took {one.slowest:.3f} s")
        many, serial = CallLog(local.environment()), CallLog(local.environment())
        wall, cpu = every_bucket(many, AT_ONCE)
        alone, _ = every_bucket(serial, 1)
        show(f"calls per bucket, --all of {BUCKETS} buckets", many.number / BUCKETS, note=f"{SHARED} roles and destinations are shared")
        show("calls made twice, --all", many.repeated)
        show(f"--all of {BUCKETS} buckets", wall, "s", f"{many.number} calls, {AT_ONCE} buckets at once")
        show("the same calls one after another", alone, "s", f"{serial.number} calls")
        show("one after another against --all", alone / wall, "x")
        show("CPU per bucket, --all", cpu / BUCKETS, "s", "of the command, without the local AWS")


if __name__ == "__main__":
    main()
