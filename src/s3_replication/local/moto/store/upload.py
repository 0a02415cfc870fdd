"""moto's FakeMultipart with what the finished version inherits. Fixed: moto keeps every part for ever (`BaseModel.__new__`)."""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from moto.s3.models import FakeMultipart

from s3_replication.local.moto.store.key import NULL_VERSION, LocalKey, naive
from s3_replication.local.ports.clock import Clock

__all__ = ["LocalMultipart"]


class LocalMultipart(FakeMultipart):
    """One upload; `template` is a version without bytes that has what the finished version will have."""

    template: LocalKey
    initiated: datetime
    clock: Clock
    checksum: tuple[str, str]
    completing: threading.Lock  # a client repeats a slow CompleteMultipartUpload while the first one is at work

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "LocalMultipart":
        made = object.__new__(cls)
        made.completing = threading.Lock()
        return made

    def set_part(self, part_id: int, value: bytes) -> LocalKey:
        """Keep one part; the same number again replaces it."""
        part = LocalKey(str(part_id), value, account_id=self.account_id, region_name=self.region_name, partition=self.template.partition,
                        bucket_name=str(self.template.bucket_name), version_id=NULL_VERSION, last_modified=naive(self.clock.now()),
                        owner=self.template.owner)  # fmt: skip
        part.name = part_id  # type: ignore[assignment]  # moto lists parts by their number
        part.encryption, part.kms_key_id, part.sse_c_key_md5 = (
            self.template.encryption,
            self.template.kms_key_id,
            self.template.sse_c_key_md5,
        )
        part.bucket_key_enabled = self.template.bucket_key_enabled
        self.parts[part_id] = part
        self.partlist = sorted(self.parts)
        return part

    def drop_bytes(self, chosen: Sequence[int]) -> None:
        """Keep sizes and checksums of the parts that the object was made of: the object has their bytes."""
        self.parts = {number: self.parts[number] for number in chosen}
        self.partlist = sorted(self.parts)
        for part in self.parts.values():
            part._etag = part.etag.strip('"')
            part._bytes = b""  # type: ignore[attr-defined]  # set_part makes LocalKeys
