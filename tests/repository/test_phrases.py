"""The project's text is plain English: phrases.yaml lists what it must not say."""

import re

import pytest
import yaml

from .reading import CHECKOUT, lines, name, written

PHRASES = yaml.safe_load((CHECKOUT / "tests/repository/phrases.yaml").read_text(encoding="utf-8"))
PATTERNS = [(re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE), instead) for phrase, instead in PHRASES.items()]
S3_MESSAGES = ["The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"]  # quoted from S3


def offences(text):
    for message in S3_MESSAGES:
        text = text.replace(message, "")
    return [f"{match[0]!r}: write {instead}" for pattern, instead in PATTERNS for match in pattern.finditer(text)]


@pytest.mark.parametrize("path", written(), ids=name)
def test_a_file_has_no_banned_phrase(path):
    assert [f"{name(path)}:{number}: {found}" for number, text in lines(path) for found in offences(text)] == []


@pytest.mark.parametrize(
    "text", ["a key of its own", "It is admitted.", "made by hand", "Topics that hear of alarms", "what was mended", "it shall replicate"]
)
def test_a_banned_phrase_is_found(text):
    assert offences(text)


def test_plain_words_are_not_taken_for_banned_ones():
    assert offences("Besides, they understand the administrator, and recommend shallow copies.") == []
