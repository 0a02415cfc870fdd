"""Writes tests/core/words.txt again. Read the difference, because users read these words."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write the file."""
    sys.path.insert(0, str(ROOT))
    from tests.core.words import BOOK, said  # noqa: PLC0415 - the checkout's tests are found by the line above

    BOOK.write_text(said(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
