"""Text for a terminal: names of AWS may contain markup, and control characters that a terminal obeys."""

from rich.text import Text

from s3_replication.findings.render.visible import visible

__all__ = ["plain_text"]


def plain_text(text: str, style: str = "") -> Text:
    """The text as it is, without markup, and with control characters as their codes."""
    return Text(visible(text), style=style)
