"""One S3 request as its handler takes it, and one row of the table of sub-resources."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from moto.s3.models import FakeAcl

from s3_replication.local.moto.s3.backend import LocalS3Backend
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.runtime import Runtime

__all__ = ["Exactness", "Handler", "Kind", "Moto", "S3Request", "SubResource"]

Moto = Callable[[], Any]  # moto's own answer to the request


@dataclass(frozen=True, slots=True)
class S3Request:
    """A request to a bucket that exists; `key` is "" for the bucket itself, names of headers and form fields are lower case."""

    method: str
    bucket: LocalBucket
    key: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    caller: str
    backend: LocalS3Backend
    acl: Callable[[], FakeAcl | None]
    form: Mapping[str, str]

    @property
    def runtime(self) -> Runtime:
        """The local AWS around moto."""
        return self.backend.runtime

    @property
    def version_id(self) -> str | None:
        """The version that the query names."""
        return self.query.get("versionId")

    @property
    def bypasses_governance(self) -> bool:
        """Whether the request asks to bypass a retention in governance mode; its right to do so is not checked."""
        return self.headers.get("x-amz-bypass-governance-retention", "").lower() == "true"


class Kind(StrEnum):
    """What a sub-resource belongs to."""

    BUCKET = "bucket"
    OBJECT = "object"


class Exactness(StrEnum):
    """Who answers, and whether a document comes back as it was sent."""

    MOTO = "moto"  # moto answers, with our checks before and our corrections after
    KEPT = "kept"  # moto reads the document; GET returns it exactly as it was sent
    STORED = "stored"  # moto never sees it; GET returns it exactly as it was sent
    OWN = "own"  # moto never sees it; a handler of ours answers


@dataclass(frozen=True, slots=True)
class SubResource:
    """One row: the methods with their handlers; `document` is the operation of botocore's model whose payload a PUT carries.

    `listing` is the root element of the list of all ids, for those that have ids; `default` is what GET says where nothing is stored.
    """

    name: str
    kind: Kind
    exactness: Exactness
    methods: Mapping[str, "Handler"]
    document: str = ""
    listing: str | None = None
    default: str | None = None


Handler = Callable[[S3Request, SubResource, Moto], Any]
