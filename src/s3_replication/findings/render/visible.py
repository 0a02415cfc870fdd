"""Replaces characters that a terminal does not print, that begin a new line, or that change the order of others, by their code."""

import unicodedata

__all__ = ["visible", "visible_lines"]

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text on one line: each control, format and surrogate character as \\u and its number. Object keys may contain any of them."""
    return _shown(text, "")


def visible_lines(text: str) -> str:
    """The same for a text of several lines, such as a policy or a command: tabs and line breaks stay."""
    return _shown(text, "\n\t")


def _shown(text: str, kept: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    hidden = {one for one in set(text) - set(kept) if unicodedata.category(one) in _HIDDEN}
    return "".join(f"\\u{ord(one):04x}" if one in hidden else one for one in text)
