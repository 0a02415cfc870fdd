"""Which account, Region and partition each resource belongs to: taken from its provider configuration."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from s3_replication.iam import ACCOUNT_ID, Arn, is_account_id, partition_of_region
from s3_replication.plan.expressions import Configuration, expression
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import items, mapping, text

__all__ = ["SOME_ACCOUNT", "ProviderAccount", "ProviderAccounts"]

SOME_ACCOUNT = "000000000000"
"""Placeholder for the plan's only account if its id is not known; no real account has this id."""

_ACCOUNT = re.compile(ACCOUNT_ID)
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d+", re.ASCII)
_CREDENTIALS = (
    "access_key", "allowed_account_ids", "assume_role", "assume_role_with_web_identity", "endpoints", "forbidden_account_ids", "profile",
    "secret_key", "shared_config_files", "shared_credentials_files", "token",
)  # fmt: skip
_GLOBAL = "iam"  # its ARNs carry no Region
_OWN_ARN = ("arn", "key_arn")  # attributes that hold the resource's own ARN, which its provider's account owns


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """The account, Region and partition of a provider configuration; None means that the plan does not show it."""

    account: str | None
    region: str | None
    partition: str


class ProviderAccounts:
    """The identity of each provider configuration, by its key in the plan (aws, aws.destination, module.x:aws)."""

    def __init__(
        self,
        configuration: Configuration,
        instances: Iterable[Instance],
        accounts: Mapping[str, str] | None = None,
        regions: Mapping[str, str] | None = None,
    ) -> None:
        self._configuration = configuration
        self._by_provider: dict[str, list[Instance]] = {}
        for instance in instances:
            self._by_provider.setdefault(instance.configuration.provider, []).append(instance)
        self._accounts, self._regions = dict(accounts or {}), dict(regions or {})
        self._known: dict[str, ProviderAccount] = {}
        self._sharing: dict[tuple[str, str] | None, list[str]] = {}
        for key in sorted({*self._by_provider, *self._accounts}):
            self._sharing.setdefault(self._credentials(key), []).append(key)
        self.one_unnamed_account = self._is_one_unnamed_account()

    @property
    def keys(self) -> frozenset[str]:
        """The provider configurations of hashicorp/aws by their keys in the plan."""
        return frozenset(
            one for one in (*self._configuration.providers, *self._by_provider) if one.rpartition(":")[2].split(".")[0] == "aws"
        )

    def of(self, instance: Instance) -> ProviderAccount:
        """The identity of one resource; its `region` argument (provider 6) takes precedence over the provider's."""
        shared = self.of_provider(instance.configuration.provider)
        own = _fit(instance.values.get("region"), _REGION) if instance.mode == "managed" else None
        return ProviderAccount(shared.account, own, partition_of_region(own)) if own and own != shared.region else shared

    def of_provider(self, key: str) -> ProviderAccount:
        """The identity of one provider configuration."""
        if key not in self._known:
            self._known[key] = self._find(key)
        return self._known[key]

    def _find(self, key: str) -> ProviderAccount:
        instances = self._by_provider.get(key, [])
        account = next((found for one in (key, *self._same_credentials(key)) if (found := self._account(one))), None)
        account = account or (SOME_ACCOUNT if self.one_unnamed_account else None)
        region = self._regions.get(key) or next(self._region_evidence(key, instances), None)
        stated = next((text(one.values.get("partition")) for one in instances if one.block.startswith("data.aws_partition.")), None)
        return ProviderAccount(account, region, stated if isinstance(stated, str) else partition_of_region(region))

    def _is_one_unnamed_account(self) -> bool:
        """Whether all resources are certainly in one account whose id the plan does not show."""
        keys = [key for key, instances in self._by_provider.items() if any(one.type.startswith("aws_") for one in instances)]
        first, *others = keys or [""]
        together = self._credentials(first) is not None and {*others} <= {*self._same_credentials(first)}
        return bool(keys) and (together or not others) and not any(self._account(key) for key in keys)

    def _account(self, key: str) -> str | None:
        return self._accounts.get(key) or next(self._account_evidence(key, self._by_provider.get(key, [])), None)

    def _same_credentials(self, key: str) -> list[str]:
        """The other configurations that certainly use the same account: same provider and credentials, often another Region."""
        own = self._credentials(key)
        return [one for one in self._sharing[own] if one != key] if own is not None and own in self._sharing else []

    def _credentials(self, key: str) -> tuple[str, str] | None:
        """The arguments that select an account, as text; None if one is not a constant, because the plan hides its value."""
        provider = mapping(self._configuration.providers.get(key))
        written = mapping(provider.get("expressions"))
        chosen = json.dumps({name: written[name] for name in _CREDENTIALS if name in written}, sort_keys=True)
        hidden = '"references"' in chosen or "{}" in chosen.removeprefix("{}")
        return None if hidden else (key.rpartition(":")[2].partition(".")[0], chosen)

    def _account_evidence(self, key: str, instances: list[Instance]) -> Iterator[str]:
        yield from _found(instances, "aws_caller_identity", ("account_id", "id"), _ACCOUNT)
        allowed = items(self._setting(key, "allowed_account_ids"))
        if len(allowed) == 1 and (account := _fit(allowed[0], _ACCOUNT)):
            yield account
        if found := _arn(self._setting(key, "assume_role", -1, "role_arn")):
            yield found.account
        for instance in instances:
            if instance.mode == "managed" and (found := _own_arn(instance)):
                yield found.account
        for instance in instances:
            if account := _fit(instance.values.get("expected_bucket_owner"), _ACCOUNT):
                yield account
            # S3 accepts only a role of the source bucket's account (fact 1.25).
            if instance.type == "aws_s3_bucket_replication_configuration" and (found := _arn(instance.values.get("role"))):
                yield found.account

    def _region_evidence(self, key: str, instances: list[Instance]) -> Iterator[str]:
        if region := _fit(self._setting(key, "region"), _REGION):
            yield region
        yield from _found(instances, "aws_region", ("region", "name", "id"), _REGION)
        yield from _found(instances, "aws_service", ("region",), _REGION)
        for instance in instances:
            found = _own_arn(instance) if instance.mode == "managed" else None
            if found and found.service != _GLOBAL and (region := _fit(found.region, _REGION)):
                yield region
        for instance in instances:
            if instance.mode == "managed" and instance.type == "aws_s3_bucket" and (region := _fit(instance.values.get("region"), _REGION)):
                yield region

    def _setting(self, key: str, *path: str | int) -> object:
        provider = mapping(self._configuration.providers.get(key))
        address = provider.get("module_address")
        module = tuple(re.findall(r"module\.([\w-]+)", address)) if isinstance(address, str) else ()
        found: object = provider.get("expressions")
        for step in path:
            found = expression(mapping(found), [step]) if isinstance(step, str) else next(iter(items(found)[step:]), None)
        return self._configuration.evaluate(module, found)


def _found(instances: list[Instance], kind: str, attributes: tuple[str, ...], shape: re.Pattern[str]) -> Iterator[str]:
    for instance in instances:
        if instance.mode == "data" and instance.type == kind:
            for attribute in attributes:
                if value := _fit(instance.values.get(attribute), shape):
                    yield value


def _fit(value: object, shape: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and shape.fullmatch(value) else None


def _arn(value: object) -> Arn | None:
    found = Arn.find(value) if isinstance(value, str) else None
    return found if found and found.partition.startswith("aws") and is_account_id(found.account) else None


def _own_arn(instance: Instance) -> Arn | None:
    return next((found for name in _OWN_ARN if (found := _arn(instance.values.get(name)))), None)
