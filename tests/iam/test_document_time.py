"""Hostile documents are read, or refused, in time that grows with their length only."""

import json
import time

import pytest

from s3_replication.iam.document import parse_json
from s3_replication.iam.problem import Place
from s3_replication.iam.template import VARIABLE

LONG = 200_000


@pytest.mark.parametrize("text", ["${a" + " " * LONG, "${" + " " * LONG, "${a" * LONG, "${a , '" * LONG, "${ " * LONG])
def test_unfinished_variables_are_looked_for_in_linear_time(text: str) -> None:
    began = time.process_time()
    assert not list(VARIABLE.finditer(text))
    assert time.process_time() - began < 2


def test_the_names_of_a_large_object_are_compared_in_linear_time() -> None:
    text = json.dumps({f"k{number}": 1 for number in range(30_000)})
    began = time.process_time()
    assert len(parse_json(text, Place("p"))) == 30_000  # type: ignore[arg-type]
    assert time.process_time() - began < 2
