"""`s3-replication local`: a local AWS that runs on after the command, and what can be asked of it."""

import json
import shlex
import sys

import click

from s3_replication.cli import local_control
from s3_replication.cli.errors import reporting
from s3_replication.local import Control, local_endpoint, local_environment, process

__all__ = ["local"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def local() -> None:
    """A local AWS on 127.0.0.1 that really replicates."""


@local.command()
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help="What AWS leaves open, as trust_source_keys=yes.")
@_JSON
def start(port: int, switches: tuple[str, ...], as_json: bool) -> None:
    """Start one in the background."""
    with reporting(as_json):
        running = process.start(port, switches=switches)
    if as_json:
        click.echo(json.dumps({"port": running.port, "pid": running.pid}))
        return
    click.echo(f"The local AWS runs on port {running.port} of 127.0.0.1 (process {running.pid}).")
    click.echo('To use it in this shell:  eval "$(s3-replication local env)"')


@local.command()
@_JSON
def stop(as_json: bool) -> None:
    """Stop the one that runs."""
    with reporting(as_json):
        stopped = process.stop()
    if as_json:
        click.echo(json.dumps({"stopped": stopped is not None}))
    else:
        click.echo("The local AWS is stopped." if stopped else "No local AWS was running.")


@local.command()
@_JSON
def status(as_json: bool) -> None:
    """Say whether one runs; exit code 1 where none does."""
    with reporting(as_json):
        running = process.status()
        health = Control(local_endpoint(running.port)).health() if running else {}
    if as_json:
        click.echo(json.dumps({"running": running is not None, **health}, default=str))
    elif running:
        paused = ", delivery paused" if health.get("paused") else ""
        click.echo(
            f"Running on port {running.port} of 127.0.0.1 (process {running.pid}), {health.get('pending', 0)} deliveries open{paused}."
        )
    else:
        click.echo("No local AWS is running; start one with: s3-replication local start")
    sys.exit(0 if running else 1)


@local.command()
@local_control.PORT
@_JSON
def env(port: int | None, as_json: bool) -> None:
    """Print the variables that point Terraform, the AWS CLI and boto3 at it, for a shell's eval."""
    with reporting(as_json):
        variables = local_environment(local_control.port_of(port))
    if as_json:
        click.echo(json.dumps(variables, indent=2))
        return
    for name, value in variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")


for command in local_control.COMMANDS:
    local.add_command(command)
