"""Which local AWS a command means: the given port or name, else the one that AWS_ENDPOINT_URL names, else the default one."""

from collections.abc import Mapping

from s3_replication.errors import AwsError, InputError
from s3_replication.local.client.control import Control
from s3_replication.local.client.environment import local_endpoint, local_port
from s3_replication.local.client.state import DEFAULT_NAME, Running, StateFile, all_states, default_folder

__all__ = ["answers", "find_detached", "find_port"]

ANSWER_SECONDS = 5.0


def find_port(environment: Mapping[str, str], port: int | None = None, name: str | None = None, *, answering: bool = False) -> int:
    """The port of the meant one; raises InputError if no local AWS runs.

    With `answering`, one that AWS_ENDPOINT_URL names and that has ended does not count: a new one may take its place.
    """
    if port:
        return port
    pointed = local_port(environment) if name is None else None
    if pointed and (not answering or answers(pointed)):
        return pointed
    running = StateFile(default_folder(), name or DEFAULT_NAME).read()
    if running is None:
        called = "" if name is None else f" named {name!r}"
        option = "" if name is None else f" --name {name}"
        raise InputError(
            f"no local AWS{called} is running: start one with 's3-replication local start{option}', or name its port with --port."
        )
    return running.port


def find_detached(environment: Mapping[str, str], name: str | None = None) -> Running | None:
    """The meant one among those that `local start` started; None where none runs.

    Raises InputError where AWS_ENDPOINT_URL names a live one that something else started.
    """
    folder = default_folder()
    pointed = local_port(environment) if name is None else None
    if pointed:
        for state in all_states(folder):
            running = state.read()
            if running is not None and running.port == pointed:
                return running
        if answers(pointed):
            raise InputError(
                f"the local AWS on port {pointed}, which AWS_ENDPOINT_URL names, was not started by 's3-replication local start': it ends "
                "with the program that started it. Choose another with --name."
            )
        return None
    return StateFile(folder, name or DEFAULT_NAME).read()


def answers(port: int) -> bool:
    """Whether a local AWS answers there."""
    try:
        return bool(Control(local_endpoint(port), ANSWER_SECONDS).health())
    except AwsError:
        return False
