"""A request to S3 as far as its authorization depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from s3_replication.iam import ContextValue, Principal
from s3_replication.local.ports.authorization import AccessPointAccess

__all__ = ["Arrival", "S3Call"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where and when a request arrives, and who owns the bucket and a copy's source (None: the same account).

    `session` has the condition keys of the caller's temporary credentials, `signature_age` the milliseconds since a URL was presigned.
    """

    partition: str
    region: str
    bucket_account: str
    source_ip: str
    seconds: int
    secure: bool = False
    source_account: str | None = None
    session: Mapping[str, ContextValue] = field(default_factory=dict)
    signature_age: int | None = None


@dataclass(frozen=True, slots=True)
class S3Call:
    """A request; `part` is its sub-resource ("" is the bucket or the object itself), and names of headers are lower case.

    `deleted` are the keys and version ids that DeleteObjects names, `tags` those of the request, `existing_tags` those of the object,
    `source_tags` those of a copy's source, `location` the Region that CreateBucket names, `role` that of a replication configuration,
    `point` the access point that the request comes through, `source_point` the one that a copy reads from.
    """

    caller: Principal
    method: str
    bucket: str
    key: str = ""
    part: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    existing_tags: Mapping[str, str] = field(default_factory=dict)
    source_tags: Mapping[str, str] = field(default_factory=dict)
    deleted: tuple[tuple[str, str | None], ...] = ()
    location: str | None = None
    role: str | None = None
    point: AccessPointAccess | None = None
    source_point: AccessPointAccess | None = None

    @property
    def version_id(self) -> str | None:
        """The version that the query names."""
        return self.query.get("versionId")
