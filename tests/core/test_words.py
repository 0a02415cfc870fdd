"""words.txt records the core's texts, so that no word, fact or flag of a trace changes unnoticed."""

from .words import BOOK, said


def test_the_core_says_what_is_written_down() -> None:
    """If you want the difference, run `python tools/core_words.py` and read it."""
    assert said().splitlines() == BOOK.read_text(encoding="utf-8").splitlines()
