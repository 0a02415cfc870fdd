"""Text for a terminal: names of AWS may contain markup, and control characters that a terminal obeys."""

from rich.text import Text

from s3_replication.findings.render.visible import visible, visible_lines

__all__ = ["plain_lines", "plain_text"]


def plain_text(text: str, style: str = "") -> Text:
    """The text on one line, without markup, and with control characters as their codes."""
    return Text(visible(text), style=style)


def plain_lines(text: str, style: str = "") -> Text:
    """The same for a text of several lines."""
    return Text(visible_lines(text), style=style)
