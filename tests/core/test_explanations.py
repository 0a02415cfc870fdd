"""Every reason in words."""

import pytest

from s3_replication import core


@pytest.mark.parametrize("reason", [*core.Reason, *core.FailureReason], ids=str)
def test_every_reason_is_explained_in_one_sentence_with_its_repair(reason: core.Reason | core.FailureReason) -> None:
    """`explain` has a sentence for every reason: what it means, then, after the semicolon, how to fix it."""
    sentence = core.explain(reason)
    assert sentence.endswith(".")
    assert ";" in sentence
    assert sentence.count(". ") == 0


def test_reasons_of_both_kinds_have_words_of_their_own() -> None:
    """No two reasons have the same sentence."""
    reasons = [*core.Reason, *core.FailureReason]
    assert len({core.explain(reason) for reason in reasons}) == len(reasons)
