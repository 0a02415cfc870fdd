"""The option --switch, which several commands take."""

import click

__all__ = ["SWITCH"]

SWITCH = click.option(
    "--switch", "switches", multiple=True, metavar="NAME=VALUE", help="A behaviour that AWS leaves open, such as trust_source_keys=yes."
)
