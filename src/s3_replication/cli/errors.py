"""One way from an error to the user: one sentence on standard error, and an exit code (2 wrong usage, 3 AWS or Terraform failed)."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from s3_replication.errors import INTERRUPTED, INTERRUPTED_EXIT_CODE, AwsError, OutputError, ReplicationToolError

__all__ = ["reporting"]


@contextmanager
def reporting(as_json: bool) -> Iterator[None]:
    """Turns errors that a user can repair into one sentence (or one JSON object) and an exit code."""
    try:
        yield
    except ReplicationToolError as error:
        _say(str(error), as_json and not isinstance(error, OutputError), has_lines=not isinstance(error, AwsError))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say(INTERRUPTED, as_json)
        sys.exit(INTERRUPTED_EXIT_CODE)


def _say(sentence: str, as_json: bool, *, has_lines: bool = False) -> None:
    """Print an error; `has_lines` keeps its line breaks, which messages of Terraform and about files may have."""
    if as_json:
        click.echo(json.dumps({"error": sentence}))
        return
    from s3_replication.findings.render.visible import visible, visible_lines  # noqa: PLC0415 - every command imports this file, and few print an error

    click.echo(f"Error: {(visible_lines if has_lines else visible)(sentence)}", err=True)
