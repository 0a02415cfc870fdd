"""Buckets whose name, resource or provider alias names another Region or account than the one they are in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts, PlannedReplication
from s3_replication.check.plan_checks.region_names import regions_in, regions_of_alias
from s3_replication.core import Bucket, Rule
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import ACCOUNT_ID
from s3_replication.plan.instances import Instance
from s3_replication.plan.provider_accounts import SOME_ACCOUNT

__all__ = ["find_wrong_places"]

_ACCOUNT: Final = re.compile(rf"(?<!\d){ACCOUNT_ID}(?!\d)", re.ASCII)
_CROSS_REGION: Final = re.compile(r"(?<![a-z0-9])(?:crr|cross-region)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class _BucketPlace:
    """A bucket of the plan, its resource, and what its names say."""

    bucket: Bucket
    instance: Instance

    def regions(self) -> Iterator[tuple[str, str]]:
        """What has a Region in its name, with the Region."""
        for what, name in self._names():
            yield from ((what, region) for region in regions_in(name))
        yield from (("provider's alias", region) for region in regions_of_alias(self._alias()))

    def accounts(self) -> Iterator[tuple[str, str]]:
        """What has an account id in its name, with the id."""
        for what, name in (*self._names(), ("provider's alias", self._alias())):
            yield from ((what, number) for number in _ACCOUNT.findall(name))

    def _names(self) -> list[tuple[str, str]]:
        called = [("module's name", name) for name, _ in self.instance.module]
        return [("bucket's name", self.bucket.name), ("resource's name", self.instance.name), *called]

    def _alias(self) -> str:
        return self.instance.configuration.provider.rpartition(":")[2].partition(".")[2]


def find_wrong_places(facts: PlanFacts) -> Iterator[Finding]:
    """Only certain cases: a name of the other side of the same rule may be meant, since replicas are often named after their source."""
    places = {bucket.name: _BucketPlace(bucket, instance) for bucket, instance in _buckets(facts)}
    known = {bucket.account for bucket in facts.world.buckets.values()} | _provider_accounts(facts)
    reported: set[str] = set()
    for one in facts.own_replications:
        for rule, destination in one.destinations(facts.world):
            yield from _same_region(facts, one, rule, destination)
    for one in facts.replications:
        for _, destination in one.destinations(facts.world):
            for name, other in ((one.source.name, destination), (destination.name, one.source)):
                place = places.get(name)
                if place is not None and name not in reported and (says := _contradiction(place, other, known)):
                    reported.add(name)
                    yield new_finding("bucket-is-in-another-place", place.instance.address, says)


def _buckets(facts: PlanFacts) -> Iterator[tuple[Bucket, Instance]]:
    for instance in facts.managed("aws_s3_bucket"):
        bucket = facts.world.buckets.get(facts.bucket_of(instance) or "")
        if bucket is not None:
            yield bucket, instance


def _provider_accounts(facts: PlanFacts) -> set[str]:
    found = {facts.parts.provider_accounts.of(one).account for one in facts.parts.instances}
    return {account for account in found if account}


def _contradiction(place: _BucketPlace, other: Bucket, known: set[str]) -> str:
    """How the names contradict the Region or account of the bucket; "" if they do not."""
    bucket = place.bucket
    regions = list(place.regions())
    if bucket.region and regions and not {bucket.region, other.region} & {region for _, region in regions}:
        what, region = regions[0]
        return f"The {what} of {place.instance.address} contains {region}, but bucket {bucket.name} is in {bucket.region}."
    accounts = [(what, number) for what, number in place.accounts() if number in known]
    if accounts and bucket.account != SOME_ACCOUNT and not {bucket.account, other.account} & {number for _, number in accounts}:
        what, number = accounts[0]
        return f"The {what} of {place.instance.address} contains {number}, but bucket {bucket.name} is in account {bucket.account}."
    return ""


def _same_region(facts: PlanFacts, one: PlannedReplication, rule: Rule, destination: Bucket) -> Iterator[Finding]:
    if not destination.region or destination.region != one.source.region:
        return
    called = [("module's name", name) for name, _ in one.instance.module]
    names = [("rule's id", rule.id or ""), ("bucket's name", destination.name), ("resource's name", one.instance.name), *called]
    said = next(((what, name) for what, name in names if _CROSS_REGION.search(name.lower().replace("_", "-"))), None)
    if said is not None:
        says = f"The {said[0]} {said[1]} contains a word for cross-Region replication, but both buckets are in {destination.region}."
        yield new_finding("replication-in-one-region", facts.addresses.get(destination.arn, destination.arn), says, rule_id=rule.id)
