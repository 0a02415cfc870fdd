"""ARNs that the plan does not know yet but that can be built from names, accounts and Regions.

A resource without a name yet gets a placeholder: `known-after-apply:` and the Terraform address. It has characters that
no real name may have, so it matches only itself and patterns that match every name.
"""

from s3_replication.core.configuration.arns import NAME_KNOWN_LATER
from s3_replication.plan.instances import Instance
from s3_replication.plan.provider_accounts import ProviderAccounts
from s3_replication.plan.values import text

__all__ = ["KEY_TYPES", "SYMBOL", "Arns", "bucket_of"]

SYMBOL = NAME_KNOWN_LATER
KEY_TYPES = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key")
_NAMED = {"aws_iam_role": "role", "aws_iam_policy": "policy"}


class Arns:
    """The ARNs of one plan's resources."""

    def __init__(self, provider_accounts: ProviderAccounts) -> None:
        self._provider_accounts = provider_accounts

    def of(self, instance: Instance) -> str | None:
        """The resource's ARN; None if its account or Region is not known, or if its ARN cannot be built from them."""
        known = text(instance.values.get("arn"))
        if isinstance(known, str):
            return known
        identity = self._provider_accounts.of(instance)
        if instance.type == "aws_s3_bucket":
            return f"arn:{identity.partition}:s3:::{self.bucket(instance)}"
        if instance.type in _NAMED and identity.account:
            path = text(instance.values.get("path")) or "/"
            path = path if isinstance(path, str) else "/"
            return f"arn:{identity.partition}:iam::{identity.account}:{_NAMED[instance.type]}{path}{self.name(instance, 'name')}"
        if instance.type in KEY_TYPES:
            return self.key(instance, self.name(instance, "key_id"))
        if instance.type == "aws_kms_alias" and identity.account and identity.region:
            return f"arn:{identity.partition}:kms:{identity.region}:{identity.account}:{self.name(instance, 'name')}"
        return None

    def key(self, instance: Instance, key_id: str) -> str | None:
        """The ARN of the key with this id in the resource's account and Region."""
        identity = self._provider_accounts.of(instance)
        if not (identity.account and identity.region):
            return None
        return f"arn:{identity.partition}:kms:{identity.region}:{identity.account}:key/{key_id}"

    @staticmethod
    def bucket(instance: Instance) -> str:
        """Return the name of a bucket, or its placeholder."""
        return Arns.name(instance, "bucket")

    @staticmethod
    def name(instance: Instance, attribute: str) -> str:
        """Return the name in an attribute, or a placeholder."""
        known = text(instance.values.get(attribute))
        return known if isinstance(known, str) else f"{SYMBOL}{instance.address}"


def bucket_of(arn: str) -> str | None:
    """Return the bucket's name in its ARN; None if the text is not a bucket ARN."""
    head, found, name = arn.partition(":s3:::")
    return name if found and head.startswith("arn:") and name and ("/" not in name or SYMBOL in name) else None
