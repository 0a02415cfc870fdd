"""What the core says is written down, so that no word, fact or flag of a trace changes unseen."""

from .words import BOOK, said


def test_the_core_says_what_is_written_down() -> None:
    """Repair a wanted difference with `python tools/core_words.py`, and read it."""
    assert said().splitlines() == BOOK.read_text(encoding="utf-8").splitlines()
