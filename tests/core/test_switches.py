"""Switches read from texts."""

import pytest

from s3_replication.core import Assumption, Switches, read_switches
from s3_replication.errors import InputError


def test_texts_set_the_switches_they_name_and_leave_the_others() -> None:
    found = read_switches(["trust_source_keys=yes", "tag_failure_fails=false", "rtc_design_percent=99.99"])
    assert found == Switches(trust_source_keys=Assumption.YES, tag_failure_fails=False, rtc_design_percent=99.99)


def test_no_texts_are_the_defaults() -> None:
    assert read_switches([]) == Switches()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trust=yes", "switch 'trust' does not exist; choose one of accept_"),
        ("trust_source_keys", "switch trust_source_keys cannot be ''; choose yes or no or unknown, as in trust_source_keys=yes"),
        ("tag_failure_fails=maybe", "switch tag_failure_fails cannot be 'maybe'; choose true or false, as in tag_failure_fails=true"),
        ("rtc_design_percent=100", "switch rtc_design_percent cannot be '100'; choose 99.9 or 99.99"),
    ],
)
def test_a_wrong_switch_is_named_with_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_switches([text])
