"""pytest plugin: one local AWS for the whole session (one per worker process under pytest-xdist)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from s3_replication.local.client.launch import LocalAws

__all__ = ["authorizing_local_aws", "local_aws"]


@pytest.fixture(scope="session")
def local_aws() -> "Iterator[LocalAws]":
    """A running local AWS; use your own names for buckets and roles, since tests share it."""
    from s3_replication.local.client.launch import LocalAws  # noqa: PLC0415 - a plugin loads in every pytest run, wanted or not

    with LocalAws.start() as running:
        yield running


@pytest.fixture(scope="session")
def authorizing_local_aws() -> "Iterator[LocalAws]":
    """A running local AWS that decides by IAM which caller may do what (`LocalAws.start(authorize=True)`); tests share it too."""
    from s3_replication.local.client.launch import LocalAws  # noqa: PLC0415 - a plugin loads in every pytest run, wanted or not

    with LocalAws.start(authorize=True) as running:
        yield running
