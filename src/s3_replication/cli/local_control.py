"""What a running local AWS can be asked for: to settle, to pause, to move its clock, to fail, to tell what it recorded."""

import json
from collections.abc import Callable

import click

from s3_replication.cli.errors import reporting
from s3_replication.errors import InputError
from s3_replication.local import Control, local_endpoint, process

__all__ = ["COMMANDS", "PORT", "port_of"]

PORT = click.option("--port", type=click.IntRange(1, 65535), help="Port of the local AWS; default: the one that `start` started.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, errors too.")


def port_of(port: int | None) -> int:
    """The given port, else that of the running one; raises InputError where there is neither."""
    if port:
        return port
    running = process.status()
    if running is None:
        raise InputError("no local AWS is running: start one with 's3-replication local start', or name its port with --port.")
    return running.port


def _ask(port: int | None, as_json: bool, call: Callable[[Control], object], said: str = "") -> None:
    """Asks one thing and prints the answer: as JSON where it is data, else in the words of `said`."""
    with reporting(as_json):
        answer = call(Control(local_endpoint(port_of(port))))
    if said and not as_json:
        click.echo(said)
    else:
        click.echo(json.dumps({"ok": True} if answer is None else answer, indent=2, default=str))


@click.command()
@click.option("--seconds", default=30.0, type=click.FloatRange(0), show_default=True, help="How long to wait at most.")
@PORT
@_JSON
def settle(seconds: float, port: int | None, as_json: bool) -> None:
    """Wait until nothing is left to replicate; exit code 3 where something still is."""
    _ask(port, as_json, lambda control: control.settle(seconds), "Everything has been delivered.")


@click.command()
@PORT
@_JSON
def pause(port: int | None, as_json: bool) -> None:
    """Deliver nothing until `resume`."""
    _ask(port, as_json, Control.pause, "Delivery is paused.")


@click.command()
@PORT
@_JSON
def resume(port: int | None, as_json: bool) -> None:
    """Deliver again."""
    _ask(port, as_json, Control.resume, "Delivery goes on.")


@click.command()
@click.argument("seconds", type=click.FloatRange(0))
@PORT
@_JSON
def delay(seconds: float, port: int | None, as_json: bool) -> None:
    """Let every delivery wait SECONDS."""
    _ask(port, as_json, lambda control: control.delay(seconds), f"Every delivery waits {seconds:g} s.")


@click.command()
@click.argument("seconds", type=click.FloatRange(0))
@PORT
@_JSON
def advance(seconds: float, port: int | None, as_json: bool) -> None:
    """Move its clock SECONDS forward."""
    _ask(port, as_json, lambda control: {"now": control.advance(seconds)}, f"The clock is {seconds:g} s further.")


@click.command()
@click.option("--destination", default="", help="Bucket whose deliveries fail; default: all.")
@click.option("--times", type=click.IntRange(1), help="How many deliveries fail; default: all.")
@click.option("--seconds", type=click.FloatRange(0), help="How long they fail; default: until --clear.")
@click.option("--clear", is_flag=True, help="End such failures.")
@PORT
@_JSON
def fault(*, destination: str, times: int | None, seconds: float | None, clear: bool, port: int | None, as_json: bool) -> None:
    """Let deliveries fail as S3's own troubles do: S3 tries again, and the version stays PENDING."""
    if clear:
        _ask(port, as_json, Control.clear_faults, "Deliveries no longer fail.")
    else:
        _ask(port, as_json, lambda control: control.fault(destination, times, seconds), "Deliveries fail from now on.")


@click.command()
@PORT
@_JSON
def reset(port: int | None, as_json: bool) -> None:
    """Forget every account, bucket, key, role and record."""
    _ask(port, as_json, Control.reset, "The local AWS is empty.")


@click.command()
@click.option("--service", help="Only this service's calls, such as s3.")
@click.option("--operation", help='Only this operation, such as "PUT Bucket replication".')
@PORT
@_JSON
def recorded(service: str | None, operation: str | None, port: int | None, as_json: bool) -> None:
    """Print the configuration calls as they were on the wire, oldest first."""
    _ask(port, as_json, lambda control: control.recorded(service, operation))


@click.command()
@click.argument("bucket")
@click.option("--prefix", default="", help="Only keys that begin with it.")
@PORT
@_JSON
def versions(bucket: str, prefix: str, port: int | None, as_json: bool) -> None:
    """Print every version in BUCKET with its status and, per destination, the outcome and why."""
    _ask(port, as_json, lambda control: control.versions(bucket, prefix))


COMMANDS = (settle, pause, resume, delay, advance, fault, reset, recorded, versions)
