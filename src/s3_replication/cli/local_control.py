"""What a running local AWS can be asked for: to settle, to pause, to move its clock, to fail, to tell what it recorded."""

import functools
import json
import os
import sys
from collections.abc import Callable

import click
from rich.console import Console

from s3_replication.cli.errors import reporting
from s3_replication.cli.versions_table import versions_table
from s3_replication.local import Control, local_endpoint
from s3_replication.local.client.selection import find_port

__all__ = ["COMMANDS", "NAME", "PORT"]

PORT = click.option("--port", type=click.IntRange(1, 65535), help="Port of the local AWS; default: the one that AWS_ENDPOINT_URL names.")
NAME = click.option("--name", help="The one that `start --name` started; default: the one that AWS_ENDPOINT_URL names, else `default`.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, errors too.")


def _target(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which local AWS is asked; the command gets its port as a call that may raise InputError."""

    @PORT
    @NAME
    @functools.wraps(command)
    def called(*arguments: object, port: int | None, name: str | None, **named: object) -> None:
        command(*arguments, find=lambda: find_port(os.environ, port, name), **named)

    return called


def _ask(find: Callable[[], int], as_json: bool, call: Callable[[Control], object], said: str = "") -> None:
    """Asks one thing and prints the answer: as JSON where it is data, else in the words of `said`."""
    with reporting(as_json):
        answer = call(Control(local_endpoint(find())))
    if said and not as_json:
        click.echo(said)
    else:
        click.echo(json.dumps({"ok": True} if answer is None else answer, indent=2, default=str))


@click.command()
@click.option("--seconds", default=30.0, type=click.FloatRange(0), show_default=True, help="How long to wait at most.")
@_target
@_JSON
def settle(seconds: float, find: Callable[[], int], as_json: bool) -> None:
    """Wait until nothing is left to replicate; exit code 1 where versions FAILED, 3 where something is still open."""
    with reporting(as_json):
        failed = Control(local_endpoint(find())).settle(seconds)
    if as_json:
        click.echo(json.dumps({"settled": True, "failed": failed}, indent=2))
    elif failed:
        count = f"{failed} version{'s' if failed > 1 else ''}"
        click.echo(f"Nothing is open, and {count} FAILED: 's3-replication local versions BUCKET' says why.")
    else:
        click.echo("Everything has been delivered.")
    sys.exit(1 if failed else 0)


@click.command()
@_target
@_JSON
def pause(find: Callable[[], int], as_json: bool) -> None:
    """Deliver nothing until `resume`."""
    _ask(find, as_json, Control.pause, "Delivery is paused.")


@click.command()
@_target
@_JSON
def resume(find: Callable[[], int], as_json: bool) -> None:
    """Deliver again."""
    _ask(find, as_json, Control.resume, "Delivery goes on.")


@click.command()
@click.argument("seconds", type=click.FloatRange(0))
@_target
@_JSON
def delay(seconds: float, find: Callable[[], int], as_json: bool) -> None:
    """Let every delivery wait SECONDS."""
    _ask(find, as_json, lambda control: control.delay(seconds), f"Every delivery waits {seconds:g} s.")


@click.command()
@click.argument("seconds", type=click.FloatRange(0))
@_target
@_JSON
def advance(seconds: float, find: Callable[[], int], as_json: bool) -> None:
    """Move its clock SECONDS forward."""
    _ask(find, as_json, lambda control: {"now": control.advance(seconds)}, f"The clock is {seconds:g} s further.")


@click.command()
@click.option("--destination", default="", help="Bucket to which deliveries fail, which must exist; default: all.")
@click.option("--times", type=click.IntRange(1), help="How many deliveries fail; default: all.")
@click.option("--seconds", type=click.FloatRange(0), help="How long they fail; default: until --clear.")
@click.option("--clear", is_flag=True, help="End such failures.")
@_target
@_JSON
def fault(*, destination: str, times: int | None, seconds: float | None, clear: bool, find: Callable[[], int], as_json: bool) -> None:
    """Let deliveries fail as S3's own troubles do: S3 tries again, and the version stays PENDING."""
    if clear:
        _ask(find, as_json, Control.clear_faults, "Deliveries no longer fail.")
    else:
        _ask(find, as_json, lambda control: control.fault(destination, times, seconds), "Deliveries fail from now on.")


@click.command()
@_target
@_JSON
def reset(find: Callable[[], int], as_json: bool) -> None:
    """Forget every account, bucket, key, role and record."""
    _ask(find, as_json, Control.reset, "The local AWS is empty.")


@click.command()
@click.option("--service", help="Only this service's calls, such as s3.")
@click.option("--operation", help='Only this operation, such as "PUT Bucket replication".')
@_target
@_JSON
def recorded(service: str | None, operation: str | None, find: Callable[[], int], as_json: bool) -> None:
    """Print the configuration calls as they were on the wire, oldest first."""
    _ask(find, as_json, lambda control: control.recorded(service, operation))


@click.command()
@click.argument("bucket")
@click.option("--prefix", default="", help="Only keys that begin with it.")
@_target
@_JSON
def versions(bucket: str, prefix: str, find: Callable[[], int], as_json: bool) -> None:
    """Print every version in BUCKET with its status and, per destination, the outcome and why."""
    with reporting(as_json):
        found = Control(local_endpoint(find())).versions(bucket, prefix)
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps(found, indent=2))
    else:
        Console().print(versions_table(found))


COMMANDS = (settle, pause, resume, delay, advance, fault, reset, recorded, versions)
