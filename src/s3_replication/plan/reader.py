"""read_plan(): one plan, one World."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from s3_replication.core.model import World
from s3_replication.core.switches import Switches
from s3_replication.plan.arns import Arns
from s3_replication.plan.buckets import BucketReader
from s3_replication.plan.diagnostics import Diagnostic, Diagnostics
from s3_replication.plan.expressions import Configuration
from s3_replication.plan.instances import Instance, read_instances, read_removed
from s3_replication.plan.kms_keys import KeyReader
from s3_replication.plan.plan_json import load
from s3_replication.plan.policies import PolicyReader
from s3_replication.plan.policy_documents import PolicyDocuments
from s3_replication.plan.provider_accounts import SOME_ACCOUNT, ProviderAccounts
from s3_replication.plan.reference_graph import ReferenceGraph
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.roles import RoleReader
from s3_replication.plan.source import Location, Source, SourceValues

__all__ = ["PlanParts", "Reading", "read_plan"]


_UNNAMED = (
    "all providers use one account. The plan does not show its number, so the report writes 000000000000, and what depends on the number "
    "is unknown. To decide that too, give the number with --account PROVIDER=ID."
)


@dataclass(frozen=True, slots=True)
class PlanParts:
    """What a plan's world is read from, for checks of the plan itself; `removed` are the instances that the plan deletes."""

    document: Mapping[str, object]
    instances: tuple[Instance, ...]
    removed: tuple[Instance, ...]
    graph: ReferenceGraph
    resolver: ResourceResolver
    provider_accounts: ProviderAccounts
    source: Source | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a plan: its world after apply, the Terraform address of each ARN, and what could not be used.

    `locations` holds where each resource is written, by its address, if the source was given.
    `documents` holds the policy documents behind the world's policies by the policies' names (the address of the argument).
    """

    world: World
    addresses: Mapping[str, str]
    documents: Mapping[str, Mapping[str, object]]
    parts: PlanParts
    diagnostics: tuple[Diagnostic, ...] = ()
    locations: Mapping[str, Location] = field(default_factory=dict)


def read_plan(
    document: str | bytes | Mapping[str, object],
    accounts: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | None = None,
    switches: Switches | None = None,
    source: Source | None = None,
) -> Reading:
    """Reads the JSON of a plan (`terraform show -json FILE`), of any module; raises only PlanError, if the input is not a plan.

    `accounts` and `regions` supply values a plan may lack: a provider's account id and Region, by its key in the plan (aws.destination).
    `source` is the configuration's source: what the plan does not know yet is taken from its expressions where they can be evaluated.
    The world is never complete: resources outside the plan may exist.
    """
    plan = load(document)
    configuration = Configuration(plan)
    instances, removed = read_instances(plan, configuration), read_removed(plan, configuration)
    provider_accounts = ProviderAccounts(configuration, instances, accounts, regions)
    diagnostics = Diagnostics()
    if source:
        named = _ProviderNames(configuration, accounts or {}, regions or {})
        provider_accounts, instances = _follow(source, plan, instances, provider_accounts, named, diagnostics)
    if plan.get("errored") is True:
        diagnostics.add("", "the plan failed half-way (errored is true): what is missing here may be missing only for that.")
    if provider_accounts.one_unnamed_account:
        diagnostics.add("", _UNNAMED)
    graph, arns = ReferenceGraph(configuration, instances), Arns(provider_accounts)
    resolver = ResourceResolver(graph, arns, instances, numbers_are_known=not provider_accounts.one_unnamed_account)
    policies = PolicyReader(graph, PolicyDocuments(graph, arns), diagnostics, numbers_are_known=not provider_accounts.one_unnamed_account)
    buckets = BucketReader(resolver, policies, provider_accounts, diagnostics).read(instances, removed)
    roles = RoleReader(resolver, policies, diagnostics).read(instances, removed)
    keys = KeyReader(resolver, policies, diagnostics).read(instances)
    world = World(
        buckets={name: bucket for name, (bucket, _) in buckets.items()},
        keys={arn: key for arn, (key, _) in keys.items()},
        roles={arn: role for arn, (role, _) in roles.items()},
        switches=switches or Switches(),
        complete=False,
    )
    addresses = {**{bucket.arn: address for bucket, address in buckets.values()}, **_addresses(roles), **_addresses(keys)}
    places = {one.address: place for one in instances if source and (place := source.location(one.address))}
    parts = PlanParts(plan, instances, removed, graph, resolver, provider_accounts, source)
    return Reading(world, addresses, policies.read_documents, parts, diagnostics.all(), places)


@dataclass(frozen=True, slots=True)
class _ProviderNames:
    """What the caller knows of the plan's providers."""

    configuration: Configuration
    accounts: Mapping[str, str]
    regions: Mapping[str, str]


def _follow(
    source: Source,
    plan: Mapping[str, object],
    instances: tuple[Instance, ...],
    provider_accounts: ProviderAccounts,
    named: _ProviderNames,
    diagnostics: Diagnostics,
) -> tuple[ProviderAccounts, tuple[Instance, ...]]:
    """The providers' accounts and the instances' values with what the source adds to them."""
    values = _source_values(source, plan, instances, provider_accounts, named)
    hidden = [key for key in named.configuration.providers if provider_accounts.of_provider(key).account in (None, SOME_ACCOUNT)]
    silent = [key for key in named.configuration.providers if provider_accounts.of_provider(key).region is None]
    found, places = values.accounts(hidden), values.regions(silent)
    if found or places:
        accounts, regions = {**found, **named.accounts}, {**places, **named.regions}
        provider_accounts = ProviderAccounts(named.configuration, instances, accounts, regions)
        values = _source_values(source, plan, instances, provider_accounts, named)
    filled = values.instances()
    for one in (*source.diagnostics, *values.diagnostics()):
        diagnostics.add(one.address, one.text)
    return provider_accounts, filled


def _source_values(
    source: Source,
    plan: Mapping[str, object],
    instances: tuple[Instance, ...],
    provider_accounts: ProviderAccounts,
    named: _ProviderNames,
) -> SourceValues:
    arns = Arns(provider_accounts)
    documents = PolicyDocuments(ReferenceGraph(named.configuration, instances), arns)
    return SourceValues(source, plan, instances, provider_accounts, arns, documents)


def _addresses(found: Mapping[str, tuple[object, str]]) -> dict[str, str]:
    return {arn: address for arn, (_, address) in found.items()}
