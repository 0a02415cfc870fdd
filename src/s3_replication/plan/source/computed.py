"""Attributes that AWS fills but that follow from names, accounts and Regions."""

import json
from collections.abc import Callable
from dataclasses import replace

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.arns import KEY_TYPES, SYMBOL, Arns
from s3_replication.plan.instances import Instance
from s3_replication.plan.policy_documents import DOCUMENT, JSON, PolicyDocuments
from s3_replication.plan.provider_accounts import ProviderAccounts
from s3_replication.plan.source.values import JsonText, fully_known
from s3_replication.plan.values import text

__all__ = ["Computed"]

_AWS = ("aws_", "awscc_")  # the id of a resource of AWS may be a name, an ARN or an account
_RANDOM = {
    ("random_id", "b64_std"), ("random_id", "b64_url"), ("random_id", "dec"), ("random_id", "hex"), ("random_integer", "result"),
    ("random_string", "result"), ("random_uuid", "result"),
}  # fmt: skip
_NAMING = ("arn", "bucket", "key_id", "name", "path", "region")


class Computed:
    """The computed attributes of one plan; `filled` gives an argument's value by its source."""

    def __init__(
        self,
        arns: Arns,
        documents: PolicyDocuments,
        provider_accounts: ProviderAccounts,
        filled: Callable[[Instance, str], object],
        whole: Callable[[Instance], Instance],
    ) -> None:
        self._arns, self._documents, self._provider_accounts, self._filled, self._whole = arns, documents, provider_accounts, filled, whole

    def get(self, instance: Instance, name: str) -> object:
        """The attribute; UNKNOWN if it does not follow from what the plan shows."""
        if instance.block.startswith(DOCUMENT):
            return self._document(instance) if name in JSON else UNKNOWN
        if instance.mode == "data":
            return self._data(instance, name)
        if name == "arn":
            return self._arn(instance)
        if instance.type in KEY_TYPES and name in ("id", "key_id"):
            return self._arns.name(self._named(instance), "key_id")
        return self._managed(instance, name)

    def _named(self, instance: Instance) -> Instance:
        """The instance with the arguments that name it as the source has them."""
        values = dict(instance.values)
        for name in _NAMING:
            if values.get(name) is UNKNOWN:
                values[name] = self._filled(instance, name)
        return replace(instance, values=values)

    def _arn(self, instance: Instance) -> str | Unknown:
        return self._arns.of(self._named(instance)) or UNKNOWN

    def _document(self, instance: Instance) -> object:
        document = self._documents.rebuild(self._whole(instance))
        if isinstance(document, Unknown):
            return UNKNOWN
        return json.dumps(document) if fully_known(document) else JsonText(document)

    def _data(self, instance: Instance, name: str) -> object:
        identity = self._provider_accounts.of(instance)
        known = {
            ("aws_caller_identity", "account_id"): identity.account,
            ("aws_caller_identity", "id"): identity.account,
            ("aws_partition", "partition"): identity.partition,
            ("aws_partition", "id"): identity.partition,
            ("aws_region", "region"): identity.region,
            ("aws_region", "name"): identity.region,
            ("aws_region", "id"): identity.region,
        }
        return known.get((instance.type, name)) or UNKNOWN

    def _managed(self, instance: Instance, name: str) -> object:
        kind = instance.type
        if kind == "aws_s3_bucket":
            return self._bucket(instance, name)
        if kind.startswith("aws_s3_bucket_") and name == "id":
            plain = text(instance.values.get("expected_bucket_owner")) is None
            return self._filled(instance, "bucket") if plain else UNKNOWN
        if kind == "aws_iam_role" and name in ("id", "name"):
            return self._arns.name(self._named(instance), "name")
        if (name == "id" and not kind.startswith(_AWS)) or (kind, name) in _RANDOM:
            return f"{SYMBOL}{instance.address}.{name}"
        others = {
            ("aws_iam_policy", "id"): self._arn,
            ("aws_kms_alias", "target_key_arn"): self._target,
            ("terraform_data", "output"): self._input,
        }
        found = others.get((kind, name))
        return found(instance) if found else UNKNOWN

    def _bucket(self, instance: Instance, name: str) -> object:
        if name in ("id", "bucket"):
            return self._arns.bucket(self._named(instance))
        return self._provider_accounts.of(instance).region or UNKNOWN if name == "region" else UNKNOWN

    def _input(self, instance: Instance) -> object:
        return self._filled(instance, "input")

    def _target(self, alias: Instance) -> object:
        target = self._filled(alias, "target_key_id")
        if not isinstance(target, str):
            return UNKNOWN
        return target if target.startswith("arn:") else self._arns.key(alias, target) or UNKNOWN
