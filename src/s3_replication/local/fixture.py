"""pytest plugin: one local AWS for the whole session (one per worker process under pytest-xdist)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from s3_replication.local.launch import LocalAws

__all__ = ["local_aws"]


@pytest.fixture(scope="session")
def local_aws() -> "Iterator[LocalAws]":
    """A running local AWS; use names of your own for buckets and roles, since tests share it."""
    from s3_replication.local.launch import LocalAws  # noqa: PLC0415 - a plugin loads in every pytest run, wanted or not

    with LocalAws.start() as running:
        yield running
