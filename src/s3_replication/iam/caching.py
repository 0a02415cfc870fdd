"""Fast decisions about many requests of one world: each decision is cached by the truths that it depends on.

For one caller, action and set of policies, most statements are ruled out before resource and context are looked at. What is left is a
few elements (Resource, conditions, constraints of grants) that are each true, false or unknown of a request. The decision is a function of
those truths alone, so a million keys under `arn:aws:s3:::bucket/*` share one decision. Truths are computed anew for each request: nothing
is remembered that could be wrong for another resource or context.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from s3_replication.iam.conditions.condition import Line
from s3_replication.iam.context import Values, lookup_of, principal_keys
from s3_replication.iam.evaluate import case_of, decide_case, layers_of, must_take_part
from s3_replication.iam.grants import constraint_met
from s3_replication.iam.layers import COMPLETES, Case, relevant
from s3_replication.iam.model import EvaluationResult, Grant, Policies, Request
from s3_replication.iam.principal import Principal
from s3_replication.iam.resources import Resources
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Unknown, undecided

__all__ = ["Evaluator"]


@dataclass(slots=True)
class CacheEntry:
    """What the decisions of one caller, action and set of policies depend on, and those already made.

    `own_policy` says whether the resource may be a key or a role, whose own policy must take part.

    It holds on to principal and policies, so that their identity stays theirs.
    """

    principal: Principal
    policies: Policies
    derived: dict[str, Values]
    resources: tuple[tuple[Resources, bool], ...] = ()
    conditions: tuple[Line, ...] = ()
    grants: tuple[Grant, ...] = ()
    own_policy: bool = False
    decisions: dict[Hashable, EvaluationResult] = field(default_factory=dict)


class Evaluator:
    """Gives the same answers as `evaluate`, and remembers.

    Pass the same `Policies` and `Principal` objects for the same things, since they are recognized by identity: build them once per role
    and bucket, not once per check. Keep one Evaluator per world; what it remembers is bounded. Threads must not share one.
    """

    __slots__ = ("_entries", "_most")

    def __init__(self, most: int = 4096) -> None:
        """Start with nothing remembered; `most` bounds the callers, and the decisions of each, before all are forgotten."""
        self._most = most
        self._entries: dict[tuple[int, int, str, str], CacheEntry] = {}

    def evaluate(self, request: Request, policies: Policies) -> EvaluationResult:
        """Decide one request; never raises."""
        name = (id(policies), id(request.principal), request.action, request.resource_account)
        entry = self._entries.get(name)
        if entry is None:
            if len(self._entries) >= self._most:
                self._entries.clear()
            entry = self._entries[name] = cache_entry(request, policies)
        lookup = lookup_of(request.context, entry.derived)
        signature = signature_of(entry, request, lookup)
        decision = entry.decisions.get(signature)
        if decision is None:
            if len(entry.decisions) >= self._most:
                entry.decisions.clear()
            decision = entry.decisions[signature] = decide_case(case_of(request, policies, lookup), policies)
        return decision


def cache_entry(request: Request, policies: Policies) -> CacheEntry:
    """Find the elements that the decision may depend on; each counts once."""
    derived = principal_keys(request.principal)
    case = case_of(request, policies, lookup_of(request.context, derived))
    layers = [(layer, documents) for layer, documents in layers_of(request, policies) if not isinstance(documents, Unknown)]
    statements = [(layer, found.statement) for layer, documents in layers for found in relevant(layer, documents, case)]
    resources = dict.fromkeys(
        (statement.resources, layer in COMPLETES) for layer, statement in statements if isinstance(statement.resources, Resources)
    )
    conditions = dict.fromkeys(
        condition for _, statement in statements if not isinstance(statement.conditions, Unknown) for condition in statement.conditions
    )
    grants = () if isinstance(policies.grants, Unknown) else policies.grants
    own_policy = case.action.startswith(("kms:", "sts:"))
    return CacheEntry(request.principal, policies, derived, tuple(resources), tuple(conditions), grants, own_policy)


def signature_of(entry: CacheEntry, request: Request, lookup: Lookup) -> Hashable:
    """All that the decision depends on; what is unknown is named, since the decision names it."""
    resource = request.resource
    truths: list[Hashable] = [element.cover(resource, lookup, completes) for element, completes in entry.resources]
    truths.extend([condition.holds(lookup) for condition in entry.conditions])
    if entry.own_policy:
        case = Case(request, request.action.lower(), lookup, bounded=False)
        truths.append(must_take_part(case))
        truths.extend(constraint_met(grant, case) for grant in entry.grants)
    if UNKNOWN in truths:
        truths.extend(condition.unknown_names(lookup, "") for condition in entry.conditions)
        truths.extend(key for element, _ in entry.resources for key in element.keys if undecided(lookup(key)))
    return tuple(truths)
