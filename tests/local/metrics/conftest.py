"""A local AWS of its own: the tests here move its clock, which nothing moves back."""

from collections.abc import Iterator

import pytest

from s3_replication.local import LocalAws
from tests.local.conftest import Aws


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    with LocalAws.start() as running:
        yield Aws(running)
