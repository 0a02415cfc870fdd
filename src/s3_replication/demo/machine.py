"""The AWS that a demo runs on: a local one that it starts, or the real one."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from s3_replication.aws import Connection
from s3_replication.errors import AwsError, InputError
from s3_replication.local import LocalAws, local_environment
from s3_replication.local.client import process
from s3_replication.local.client.environment import clean_environment

__all__ = ["DESTINATION_ROLE_VARIABLE", "LOCAL_DESTINATION_ROLE", "Machine", "start_local", "stop_kept", "use_live"]

DESTINATION_ROLE_VARIABLE = "DESTINATION_ROLE_ARN"
LOCAL_DESTINATION_ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"


def _nothing() -> None:
    """Stops nothing: the machine is AWS."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The variables for Terraform, a connection per side, the port of the local AWS (0: real AWS), and how to stop it."""

    environment: Mapping[str, str]
    source: Connection
    destination: Connection
    destination_role_arn: str | None
    port: int = 0
    stop: Callable[[], object] = _nothing


def start_local(cross_account: bool, port: int, kept_in: Path | None) -> Machine:
    """A machine with its own local AWS, which ends with this process, or continues after it if a folder for its record is given.

    Raises InputError for a port in use.
    """
    if kept_in is None:
        running = LocalAws.start(port=port)
        return _on_local(running.port, cross_account, running.stop)
    kept = process.start(port, kept_in)
    return _on_local(kept.port, cross_account, lambda: stop_kept(kept_in))


def stop_kept(folder: Path) -> bool:
    """Stops the local AWS that is recorded in `folder`; returns whether it was running."""
    return process.stop(folder) is not None


def _on_local(port: int, cross_account: bool, stop: Callable[[], object]) -> Machine:
    try:
        source = Connection.open(local_environment(port))
        role = LOCAL_DESTINATION_ROLE if cross_account else None
        destination = source.assume(role) if role else source
    except BaseException:
        stop()
        raise
    return Machine(clean_environment(os.environ, port), source, destination, role, port, stop)


def use_live(cross_account: bool, destination_role_arn: str | None) -> Machine:
    """A machine on AWS with the caller's own credentials; raises InputError if there are none or the role is missing."""
    source = Connection.open()
    try:
        source.account()
    except AwsError as error:
        raise InputError(f"LIVE=1 runs on AWS and needs credentials that work: {error}") from error
    if not cross_account:
        return Machine(dict(os.environ), source, source, None)
    if not destination_role_arn:
        raise InputError(
            f"LIVE=1 with a cross-account example needs {DESTINATION_ROLE_VARIABLE}: the ARN of a role in the destination's account "
            "that these credentials may assume."
        )
    return Machine(dict(os.environ), source, source.assume(destination_role_arn), destination_role_arn)
