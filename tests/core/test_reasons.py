"""Every reason in words."""

import pytest

from s3_replication import core


@pytest.mark.parametrize("reason", [*core.Reason, *core.FailureReason], ids=str)
def test_every_reason_is_explained_in_one_sentence_with_its_repair(reason: core.Reason | core.FailureReason) -> None:
    """`explain` leaves no reason out, and says what it means; the words after the semicolon say what to do."""
    sentence = core.explain(reason)
    assert sentence.endswith(".")
    assert ";" in sentence
    assert sentence.count(". ") == 0


def test_reasons_of_both_kinds_have_words_of_their_own() -> None:
    """No sentence stands for two reasons."""
    reasons = [*core.Reason, *core.FailureReason]
    assert len({core.explain(reason) for reason in reasons}) == len(reasons)
