"""A local AWS of its own, which reads two open points of AWS's documents the other way."""

from collections.abc import Iterator

import pytest

from s3_replication.local import LocalAws
from tests.local.conftest import Aws


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    with LocalAws.start(switches=["trust_source_keys=yes", "accept_v1_without_prefix=true"]) as running:
        yield Aws(running)
