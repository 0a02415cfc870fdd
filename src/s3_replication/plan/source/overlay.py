"""The instances of a plan with the values that follow from the source."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import calls
from s3_replication.plan.arns import KEY_TYPES, Arns
from s3_replication.plan.diagnostics import Diagnostic
from s3_replication.plan.instances import Instance
from s3_replication.plan.policy_documents import PolicyDocuments
from s3_replication.plan.provider_accounts import ProviderAccounts
from s3_replication.plan.source.agreement import agrees
from s3_replication.plan.source.computed import Computed
from s3_replication.plan.source.control import pairs
from s3_replication.plan.source.matching import combine, fits, has_unknown
from s3_replication.plan.source.names import PlanNames
from s3_replication.plan.source.nodes import Body
from s3_replication.plan.source.planned import Planned, PlannedResource
from s3_replication.plan.source.providers import provider_accounts, provider_regions
from s3_replication.plan.source.reader import Source
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.values import EvaluationError, LimitError, OpenObject, plain
from s3_replication.plan.values import mapping

__all__ = ["SourceValues"]

_READ = ("aws_iam_", "aws_kms_", "aws_s3_bucket")
_NULL_IS_KNOWN = {(kind, "policy") for kind in KEY_TYPES}  # a key without a policy has the default key policy
_UNEVALUATED = "the source calls %s, which is not evaluated here: what it gives is known only after apply. --rehearse settles it."


class SourceValues:
    """Evaluates the arguments of one plan's instances."""

    def __init__(
        self,
        source: Source,
        plan: Mapping[str, object],
        instances: Iterable[Instance],
        provider_accounts: ProviderAccounts,
        arns: Arns,
        documents: PolicyDocuments,
    ) -> None:
        self._source, self._instances = source, tuple(instances)
        self._names = PlanNames(source, mapping(plan.get("variables")), Planned(self._instances), self._attribute)
        self._differing: dict[tuple[str, str], None] = {}
        self._unevaluated: dict[str, set[str]] = {}
        self._computed = Computed(arns, documents, provider_accounts, self._filled, self._whole)

    @property
    def steps(self) -> int:
        """How many steps the evaluation has taken."""
        return self._names.evaluator.steps

    def instances(self) -> tuple[Instance, ...]:
        """Every instance, with UNKNOWN only where neither the plan nor the source says more."""
        return tuple(map(self._whole, self._instances))

    def accounts(self, keys: Iterable[str]) -> Mapping[str, str]:
        """The accounts of providers, by their keys in the plan, as the source's provider blocks name them."""
        return provider_accounts(self._source, keys, self._names.evaluator)

    def regions(self, keys: Iterable[str]) -> Mapping[str, str]:
        """The Regions of providers, in the same way."""
        return provider_regions(self._source, keys, self._names.evaluator)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Where the source is not what the plan was made from; its expressions are not used there."""
        text = "the source's argument %r is not the one that the plan was made from, so it is not used: make the plan again."
        found = [Diagnostic(address, text % name) for address, name in self._differing]
        found += [Diagnostic(address, _UNEVALUATED % ", ".join(sorted(names))) for address, names in self._unevaluated.items()]
        if self._names.evaluator.exhausted:
            found.append(
                Diagnostic("", "the source is too large to evaluate, so the rest of it is not used: check its modules one by one.")
            )
        return tuple(found)

    def _whole(self, instance: Instance) -> Instance:
        values = {}
        called = set(self._names.evaluator.unevaluated)
        for name, value in instance.values.items():
            try:
                values[name] = plain(self._filled(instance, name)) if has_unknown(value) else value
            except (LimitError, RecursionError):
                values[name] = value
        if (names := self._names.evaluator.unevaluated - called) and instance.type.startswith(_READ):
            self._unevaluated[instance.address] = names
        return replace(instance, values=values) if values != instance.values else instance

    def _attribute(self, resource: PlannedResource, name: str) -> object:
        """An attribute to which an expression refers."""
        filled = self._filled(resource.instance, name)
        if filled is not UNKNOWN:
            return filled
        return self._names.once(("computed", resource.instance.address, name), lambda: self._computed.get(resource.instance, name))

    def _filled(self, instance: Instance, name: str) -> object:
        """An argument's value."""
        value = instance.values.get(name, UNKNOWN)
        if not has_unknown(value):
            return value
        block = self._source.block(calls(instance.module), instance.block)
        written = block.body.attributes.get(name) if block else None
        planned = instance.configuration.expressions.get(name)
        if block is None:
            return value
        if written and not agrees(planned, written.expression):
            self._differing[instance.address, name] = None
            return value
        scope = replace(PlanNames.scope_of(instance.module, block, instance.key), own=instance)
        if written and value is UNKNOWN and (instance.type, name) in _NULL_IS_KNOWN:
            return self._names.once(("filled", instance.address, name), lambda: self._names.evaluator.value(written.expression, scope))
        return self._names.once(("filled", instance.address, name), lambda: self._fill(value, block.body, name, scope))

    def _fill(self, value: object, body: Body, name: str, scope: EvaluationScope) -> object:
        if not has_unknown(value):
            return value
        written = body.attributes.get(name)
        if any(body.of(name)) and (written is None or isinstance(value, list)):
            return self._fill_blocks(value, body, name, scope)
        return value if written is None else combine(value, self._names.evaluator.value(written.expression, scope))

    def _fill_blocks(self, value: object, body: Body, name: str, scope: EvaluationScope) -> object:
        rows = self._expanded(body, name, scope)
        if rows is None:
            return value
        if value is UNKNOWN:
            return [self._evaluated(*row) for row in rows]
        if isinstance(value, Mapping) and len(rows) == 1:
            return self._fill_body(value, *rows[0])
        if not isinstance(value, list) or len(value) != len(rows):
            return value
        order = _order(value, [self._evaluated(*row) for row in rows])
        return value if order is None else [self._fill_body(mapping(one), *rows[at]) for one, at in zip(value, order, strict=True)]

    def _fill_body(self, values: Mapping[str, object], body: Body, scope: EvaluationScope) -> Mapping[str, object]:
        return {name: self._fill(value, body, name, scope) for name, value in values.items()}

    def _expanded(self, body: Body, name: str, scope: EvaluationScope) -> list[tuple[Body, EvaluationScope]] | None:
        """The blocks of one type, dynamic ones for each element; None if the elements are not known."""
        rows = []
        for block in body.of(name):
            if block.dynamic is None:
                rows.append((block.body, scope))
                continue
            try:
                found = pairs(self._names.evaluator.value(block.dynamic.for_each, scope))
            except EvaluationError:
                found = None
            if found is None:
                return None
            iterator = block.dynamic.iterator
            rows += [(block.body, scope.bind({iterator: {"key": key, "value": one}})) for key, one in found]
        return rows

    def _evaluated(self, body: Body, scope: EvaluationScope) -> Mapping[str, object]:
        """A block that the plan does not show."""
        values = OpenObject({name: self._names.evaluator.value(one.expression, scope) for name, one in body.attributes.items()})
        for kind in dict.fromkeys(block.type for block in body.blocks):
            rows = self._expanded(body, kind, scope)
            values[kind] = UNKNOWN if rows is None else [self._evaluated(*row) for row in rows]
        return values


def _order(planned: list[object], written: list[Mapping[str, object]]) -> list[int] | None:
    """For each block of the plan the one written; a set in the plan has another order. None if that is not certain."""
    if all(map(fits, planned, written)):
        return list(range(len(written)))
    found = []
    for one in planned:
        fitting = [at for at, other in enumerate(written) if fits(one, other)]
        if len(fitting) != 1:
            return None
        found += fitting
    return found if len(set(found)) == len(found) else None
