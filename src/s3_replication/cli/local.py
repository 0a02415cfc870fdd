"""`s3-replication local`: a local AWS that runs on after the command, and what can be asked of it."""

import json
import os
import sys

import click

from s3_replication.cli import local_control
from s3_replication.cli.errors import reporting
from s3_replication.cli.switches import SWITCH
from s3_replication.errors import AwsError
from s3_replication.local import Control, local_endpoint, local_environment
from s3_replication.local.client import process, shell
from s3_replication.local.client.run import run_command
from s3_replication.local.client.selection import ANSWER_SECONDS, find_detached, find_port
from s3_replication.local.client.state import DEFAULT_NAME

__all__ = ["local"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_AUTHORIZE = click.option("--authorize", is_flag=True, help="Decide by IAM which caller may do what; otherwise every caller may.")
_SAFE_CLIENTS = "Clients that read AWS_ENDPOINT_URL (Terraform, boto3, AWS CLI) then cannot reach AWS; older SDKs can (docs/local.md)."


@click.group()
def local() -> None:
    """A local AWS on 127.0.0.1 that really replicates."""


@local.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@local_control.NAME
@SWITCH
@_AUTHORIZE
def run(*, command: tuple[str, ...], name: str | None, switches: tuple[str, ...], authorize: bool) -> None:
    """Run COMMAND in the environment of a local AWS that ends with it, as in: local run -- terraform apply.

    With --name, COMMAND uses a local AWS that `start` started, which runs on. The exit code is COMMAND's.
    """
    with reporting(as_json=False):
        code = run_command(command, name, switches, authorize=authorize)
    sys.exit(code)


@local.command()
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@click.option("--name", default=DEFAULT_NAME, show_default=True, help="Name of this one; several run at once under several names.")
@SWITCH
@_AUTHORIZE
@_JSON
def start(*, port: int, name: str, switches: tuple[str, ...], authorize: bool, as_json: bool) -> None:
    """Start one in the background."""
    with reporting(as_json):
        running = process.start(port, switches=switches, name=name, authorize=authorize)
    if as_json:
        click.echo(json.dumps({"name": running.name, "port": running.port, "pid": running.pid}))
        return
    option = "" if name == DEFAULT_NAME else f" --name {name}"
    click.echo(f"The local AWS runs on port {running.port} of 127.0.0.1 (process {running.pid}).")
    click.echo(f'To use it in this shell:  eval "$(s3-replication local env{option})"')
    click.echo(_SAFE_CLIENTS)


@local.command()
@local_control.NAME
@_JSON
def stop(name: str | None, as_json: bool) -> None:
    """Stop the one that AWS_ENDPOINT_URL names, or that --name names."""
    with reporting(as_json):
        running = find_detached(os.environ, name)
        stopped = process.stop(name=running.name) if running else None
    if as_json:
        click.echo(json.dumps({"stopped": stopped is not None}))
    else:
        click.echo("The local AWS is stopped." if stopped else "No local AWS was running.")


@local.command()
@local_control.NAME
@_JSON
def status(name: str | None, as_json: bool) -> None:
    """Say whether one runs; exit code 1 where none does, 3 where it does not answer."""
    with reporting(as_json):
        running = find_detached(os.environ, name)
    if running is None:
        option = f" --name {name}" if name else ""
        click.echo(
            json.dumps({"running": False}) if as_json else f"No local AWS is running; start one with: s3-replication local start{option}"
        )
        sys.exit(1)
    try:
        health = Control(local_endpoint(running.port), ANSWER_SECONDS).health()
    except AwsError:
        health = None
    state = f"{health['pending']} deliveries open{', delivery paused' if health['paused'] else ''}" if health else "but it does not answer"
    if as_json:
        known = {"running": True, "answers": health is not None, "name": running.name, "port": running.port, "pid": running.pid}
        click.echo(json.dumps({**known, **(health or {})}, default=str))
    else:
        click.echo(f"Running on port {running.port} of 127.0.0.1 (process {running.pid}), {state}.")
    sys.exit(0 if health else AwsError.exit_code)


@local.command()
@click.option("--unset", is_flag=True, help="Print the commands that undo it.")
@local_control.PORT
@local_control.NAME
@_JSON
def env(*, unset: bool, port: int | None, name: str | None, as_json: bool) -> None:
    """Print the variables that point Terraform, the AWS CLI and boto3 at it, for a shell's eval.

    Clients that do not read AWS_ENDPOINT_URL, such as older SDKs, still reach AWS.
    """
    if unset:
        click.echo(shell.leave(os.environ))
        return
    try:
        with reporting(as_json):
            found = find_port(os.environ, port, name, answering=True)
    except SystemExit:
        if not as_json:
            click.echo(shell.FAILURE)
        raise
    click.echo(json.dumps(local_environment(found), indent=2) if as_json else shell.enter(found, os.environ))


for command in local_control.COMMANDS:
    local.add_command(command)
