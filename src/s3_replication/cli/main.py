"""`s3-replication`: the group of all commands."""

import click

from s3_replication.cli.demo import demo
from s3_replication.cli.local import local

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="s3-replication")
def main() -> None:
    """Amazon S3 replication done right, and proven."""


main.add_command(demo)
main.add_command(local)
