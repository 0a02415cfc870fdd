"""`s3-replication`: the group of all commands."""

from importlib import import_module
from typing import Any

import click

from s3_replication.cli.errors import reporting
from s3_replication.cli.streams import guarded_streams
from s3_replication.errors import InputError

__all__ = ["main"]

# Each command by the module that defines it and the extra that its packages come with.
_COMMANDS = {"check": "check", "demo": "demo", "doctor": "check", "explain": "check", "local": "local", "rehearse": "demo"}


class _LazyGroup(click.Group):
    """Imports a command's module when the command is used, so that each needs its own extra only."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; a failure of standard output is reported in one sentence."""
        with reporting(as_json=False), guarded_streams():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Import and run the command. After an interrupt, click itself would print `Aborted!` and exit with 1."""
        with reporting(as_json=False):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        extra = _COMMANDS.get(cmd_name)
        if extra is None:
            return super().get_command(ctx, cmd_name)
        try:
            command: click.Command = getattr(import_module(f"s3_replication.cli.{cmd_name}"), cmd_name)
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] == "s3_replication":
                raise
            return _missing(cmd_name, extra, error)
        return command


def _missing(name: str, extra: str, error: ModuleNotFoundError) -> click.Command:
    """A command in the place of one whose packages are not installed."""
    sentence = f"'s3-replication {name}' needs the package {error.name}: install it with pip install \"s3-replication[{extra}]\"."

    def refuse() -> None:
        click.echo(f"Error: {sentence}", err=True)
        if name == "local":
            click.echo("false")  # a shell's eval of `local env` has to fail too
        raise SystemExit(InputError.exit_code)

    options = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, short_help=f"Needs the extra [{extra}].", add_help_option=False, context_settings=options)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="s3-replication")
def main() -> None:
    """Amazon S3 replication done right, and proven."""
