"""`s3-replication explain`."""

import click

from s3_replication.cli.errors import reporting
from s3_replication.findings.catalogue import catalogue, find_check

__all__ = ["explain"]


@click.command()
@click.argument("check", metavar="ID", required=False)
def explain(check: str | None) -> None:
    """Explain a check: what it finds, why that matters and how to fix it. Without ID, list all checks."""
    with reporting(as_json=False):
        if check is None:
            for entry in catalogue().values():
                click.echo(f"{entry.id:<42} {entry.severity.value:<8} {entry.title}")
            return
        entry = find_check(check)
        click.echo(f"{entry.title} [{entry.id}, {entry.severity.value}]\n\n{entry.why}\n\nFix: {entry.fix}\n\nSource: {entry.source}")
