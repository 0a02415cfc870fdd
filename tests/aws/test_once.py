"""Answers that are read once, and what their reads noted."""

import threading

from s3_replication.aws import ask, noting
from s3_replication.aws.once import Answers
from s3_replication.aws.parallel import in_parallel
from s3_replication.iam import UNKNOWN
from tests.aws.test_errors import _raising, _refusal


def test_a_failure_is_shared_and_asked_again():
    answers, asked = Answers(), []

    def read():
        asked.append(1)
        return ask("GetRole", "role", _raising(_refusal("SlowDown"))) if len(asked) == 1 else "role"

    with noting() as noted:
        assert answers.once("role", read) is UNKNOWN
    assert [one.operation for one in noted.failed] == ["GetRole"]
    with noting() as noted:
        assert [answers.once("role", read), answers.once("role", read), len(asked)] == ["role", "role", 2]
    assert noted.failed == {}


def test_calls_at_once_answer_in_their_order_and_note_to_the_caller():
    together = threading.Barrier(3, timeout=10)

    def call(number):
        together.wait()
        return ask("GetRole", str(number), _raising(_refusal("SlowDown"))) if number else number

    with noting() as noted:
        assert in_parallel([lambda number=number: call(number) for number in range(3)], 3) == [0, UNKNOWN, UNKNOWN]
    assert [one.resource for one in noted.failed] == ["1", "2"]
