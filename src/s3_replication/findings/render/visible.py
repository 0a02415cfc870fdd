"""Shows characters that have no form, or that change the order of others, as their code."""

import unicodedata

__all__ = ["visible"]

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_KEPT = "\n\t"


def visible(text: str) -> str:
    """The text with each control, format and surrogate character as \\u and its number; object keys may contain any of them."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in _KEPT or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"\\u{ord(character):04x}"
