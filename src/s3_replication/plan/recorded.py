"""read_recorded(): what Terraform's state or a saved plan says, as one World."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from s3_replication.plan.ignored_arguments import with_configured_values
from s3_replication.plan.plan_json import load_recorded
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.reader import Reading, read_plan
from s3_replication.plan.sensitive_values import without_sensitive_changes, without_sensitive_values, without_sensitive_variables
from s3_replication.plan.source import Source
from s3_replication.plan.state_configuration import configuration_of_state
from s3_replication.plan.values import items, mapping

__all__ = ["TerraformRecord", "read_recorded"]

_FORMAT = "1.2"


@dataclass(frozen=True, slots=True)
class TerraformRecord:
    """What Terraform says. Of a plan, `actions` are those of each address, and `drifted` the addresses whose refresh saw other values.

    A plan's world is the one after apply, but where Terraform ignores what the refresh saw, it has the values before. Of a state,
    `configured` are the addresses with values of the configuration, because Terraform ignores their changes. A bucket whose account is
    not known has SOME_ACCOUNT. `failed` says that the plan failed half-way.
    """

    reading: Reading
    is_plan: bool
    actions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drifted: frozenset[str] = frozenset()
    configured: frozenset[str] = frozenset()
    failed: bool = False


def read_recorded(document: str | bytes | Mapping[str, object], source: Source | None = None) -> TerraformRecord:
    """Reads the output of `terraform show -json`, of a state or a plan; sensitive values are UNKNOWN.

    `source` is the configuration's source, for the places of a state's resources. Raises PlanError for other input.
    """
    decoded = load_recorded(document)
    if "values" in decoded and "planned_values" not in decoded:
        return _of_state(decoded, source)
    return _of_plan(decoded)


def _of_state(state: Mapping[str, object], source: Source | None) -> TerraformRecord:
    resources: Sequence[Mapping[str, object]] = list(without_sensitive_values(mapping(mapping(state.get("values")).get("root_module"))))
    made = configuration_of_state(resources)

    def read(known: Sequence[Mapping[str, object]], by: Source | None = None) -> Reading:
        plan = {"format_version": _FORMAT, "planned_values": {}, "configuration": made.document, **_prior(known)}
        return read_plan(plan, made.accounts, source=by)

    if source is None:
        return TerraformRecord(read(resources), is_plan=False)
    resources, configured = with_configured_values(resources, source, lambda opened: read(opened, source).parts.instances)
    found = read(resources)  # without the source, which would fill sensitive values
    places = {one.address: place for one in found.parts.instances if (place := source.location(one.address))}
    placed = replace(found, locations=places, parts=replace(found.parts, source=source))
    return TerraformRecord(placed, is_plan=False, configured=configured)


def _of_plan(decoded: Mapping[str, object]) -> TerraformRecord:
    drift = {str(one.get("address")): mapping(one.get("change")) for one in without_sensitive_changes(decoded, "resource_drift")}
    changes = [_undrifted(one, drift) for one in without_sensitive_changes(decoded, "resource_changes")]
    prior = mapping(mapping(mapping(decoded.get("prior_state")).get("values")).get("root_module"))
    plan = {
        "format_version": decoded.get("format_version"),
        "planned_values": {},
        "configuration": decoded.get("configuration"),
        "variables": without_sensitive_variables(decoded),
        "resource_changes": changes,
        **_prior(list(without_sensitive_values(prior))),
    }
    actions = {str(one.get("address")): tuple(map(str, items(mapping(one.get("change")).get("actions")))) for one in changes}
    providers = read_plan(plan).parts.provider_accounts
    unnamed = {key: SOME_ACCOUNT for key in providers.keys if providers.of_provider(key).account is None}
    failed = decoded.get("errored") is True
    return TerraformRecord(read_plan(plan, unnamed), is_plan=True, actions=actions, drifted=frozenset(drift), failed=failed)


def _prior(resources: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    return {"prior_state": {"values": {"root_module": {"resources": resources}}}}


def _undrifted(change: Mapping[str, object], drift: Mapping[str, Mapping[str, object]]) -> Mapping[str, object]:
    """The planned change, with the state's value for each argument that the refresh saw changed and that the plan leaves so."""
    body = mapping(change.get("change"))
    seen = drift.get(str(change.get("address")), {})
    before, after, planned = mapping(seen.get("before")), mapping(seen.get("after")), mapping(body.get("after"))
    if not (before and after and planned):
        return change
    kept = {name: before[name] for name, value in planned.items() if name in before and value == after.get(name) != before[name]}
    return {**change, "change": {**body, "after": {**planned, **kept}}}
