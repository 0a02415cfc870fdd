"""ARNs that the plan does not know yet but that follow from names, accounts and Regions.

What has no name yet gets one that only stands for it: `known-after-apply:` and the Terraform address. It holds characters that
no real name may hold, so it matches nothing but itself and patterns that match every name.
"""

from s3_replication.plan.identity import Identities
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import text

__all__ = ["KEY_TYPES", "Arns", "bucket_of"]

SYMBOL = "known-after-apply:"
KEY_TYPES = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key")
_NAMED = {"aws_iam_role": "role", "aws_iam_policy": "policy"}


class Arns:
    """The ARNs of one plan's resources."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    def of(self, instance: Instance) -> str | None:
        """The resource's ARN; None where its account or Region is not known, or where this resource has none that follows."""
        known = text(instance.values.get("arn"))
        if isinstance(known, str):
            return known
        identity = self._identities.of(instance)
        if instance.type == "aws_s3_bucket":
            return f"arn:{identity.partition}:s3:::{self.bucket(instance)}"
        if instance.type in _NAMED and identity.account:
            path = text(instance.values.get("path")) or "/"
            path = path if isinstance(path, str) else "/"
            return f"arn:{identity.partition}:iam::{identity.account}:{_NAMED[instance.type]}{path}{_name(instance, 'name')}"
        if instance.type in KEY_TYPES:
            return self.key(instance, _name(instance, "key_id"))
        if instance.type == "aws_kms_alias" and identity.account and identity.region:
            return f"arn:{identity.partition}:kms:{identity.region}:{identity.account}:{_name(instance, 'name')}"
        return None

    def key(self, instance: Instance, key_id: str) -> str | None:
        """The ARN of the key of this id in the resource's account and Region."""
        identity = self._identities.of(instance)
        if not (identity.account and identity.region):
            return None
        return f"arn:{identity.partition}:kms:{identity.region}:{identity.account}:key/{key_id}"

    @staticmethod
    def bucket(instance: Instance) -> str:
        """The name of a bucket, or what stands for it."""
        return _name(instance, "bucket")


def bucket_of(arn: str) -> str | None:
    """The bucket's name in its ARN; None for what is no bucket ARN."""
    head, found, name = arn.partition(":s3:::")
    return name if found and head.startswith("arn:") and name and "/" not in name.removeprefix(SYMBOL) else None


def _name(instance: Instance, attribute: str) -> str:
    known = text(instance.values.get(attribute))
    return known if isinstance(known, str) else f"{SYMBOL}{instance.address}"
