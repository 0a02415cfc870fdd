"""What S3 asks KMS on behalf of the caller (S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)", permissions)."""

from collections.abc import Iterator
from typing import Final

from s3_replication.iam import UNKNOWN, Arn, ContextValue, Multivalued, Principal, Request
from s3_replication.local.authorize.call import Arrival
from s3_replication.local.authorize.context import account_keys, global_keys
from s3_replication.local.ports.authorization import UsedKey

__all__ = ["READS", "WRITES", "key_requests"]

READS: Final = frozenset({"GetObject", "SelectObjectContent", "CopyObject", "UploadPartCopy"})
"""Operations that decrypt an object, or the source of a copy; HeadObject does for its checksum."""
WRITES: Final = {
    "PutObject": ("kms:GenerateDataKey",),
    "CopyObject": ("kms:GenerateDataKey",),
    "PostObject": ("kms:GenerateDataKey",),
    "CreateMultipartUpload": ("kms:GenerateDataKey", "kms:Decrypt"),
}
"""Operations that encrypt an object, with the permissions for its key."""


def key_requests(actions: tuple[str, ...], key: UsedKey, resource: str, caller: Principal, arrival: Arrival) -> Iterator[Request]:
    """What KMS is asked about a key and the object with this ARN."""
    arn = Arn.parse(key.arn)
    encrypted = resource.partition("/")[0] if key.bucket_key else resource
    context: dict[str, ContextValue] = {
        **global_keys({}, arn.region, arrival.source_ip, arrival.seconds, secure=True),
        **arrival.session,
        **account_keys(arn.account),
        # Whether KMS takes S3's call for one on the caller's behalf is not documented.
        "aws:sourceip": UNKNOWN,
        "aws:viaawsservice": UNKNOWN,
        "kms:calleraccount": (caller.account,),
        "kms:encryptioncontext:aws:s3:arn": (encrypted,),
        "kms:encryptioncontextkeys": Multivalued(("aws:s3:arn",)),
        "kms:viaservice": (f"s3.{arn.region}.amazonaws.com",),
    }
    for action in actions:
        yield Request(caller, action, key.arn, arn.account, context)
