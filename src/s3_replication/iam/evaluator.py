"""Many decisions of one world, fast: what a decision depends on is computed, and the decision itself remembered.

For one caller, action and set of policies, most statements are ruled out before resource and context are looked at. What is left is a
few elements (Resource, conditions, constraints of grants) that are each true, false or unknown of a request. The decision is a function of
those truths alone, so a million keys under `arn:aws:s3:::bucket/*` share one decision. Truths are computed anew for each request: nothing
is remembered that could be wrong for another resource or context.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from s3_replication.iam.caller import Principal
from s3_replication.iam.conditions.condition import Condition, NullCondition
from s3_replication.iam.context import Values, lookup_of, principal_keys
from s3_replication.iam.evaluate import case_of, decide_case, layers_of, must_take_part
from s3_replication.iam.grants import constraint_met
from s3_replication.iam.layers import Case, relevant
from s3_replication.iam.model import Decision, Policies, Request
from s3_replication.iam.resources import Resources
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["Evaluator"]


@dataclass(slots=True)
class Plan:
    """What the decisions of one caller, action and set of policies depend on, and those already made.

    It holds on to principal and policies, so that their identity stays theirs.
    """

    principal: Principal
    policies: Policies
    derived: dict[str, Values]
    resources: tuple[Resources, ...] = ()
    conditions: tuple[Condition | NullCondition, ...] = ()
    decisions: dict[Hashable, Decision] = field(default_factory=dict)


class Evaluator:
    """Gives the same answers as `evaluate`, and remembers.

    Pass the same `Policies` and `Principal` objects for the same things, since they are recognized by identity: build them once per role
    and bucket, not once per check. Keep one Evaluator per world; what it remembers is bounded. Threads must not share one.
    """

    __slots__ = ("_most", "_plans")

    def __init__(self, most: int = 4096) -> None:
        """Start with nothing remembered; `most` bounds the callers' plans, and the decisions of each, before all are forgotten."""
        self._most = most
        self._plans: dict[tuple[int, int, str, str], Plan] = {}

    def evaluate(self, request: Request, policies: Policies) -> Decision:
        """Decide one request; never raises."""
        name = (id(policies), id(request.principal), request.action, request.resource_account)
        plan = self._plans.get(name)
        if plan is None:
            if len(self._plans) >= self._most:
                self._plans.clear()
            plan = self._plans[name] = make_plan(request, policies)
        lookup = lookup_of(request.context, plan.derived)
        signature = signature_of(plan, request, lookup)
        decision = plan.decisions.get(signature)
        if decision is None:
            if len(plan.decisions) >= self._most:
                plan.decisions.clear()
            decision = plan.decisions[signature] = decide_case(case_of(request, policies, lookup), policies)
        return decision


def make_plan(request: Request, policies: Policies) -> Plan:
    """Find the elements that the decision may depend on; each counts once."""
    derived = principal_keys(request.principal)
    case = case_of(request, policies, lookup_of(request.context, derived))
    layers = [(layer, documents) for layer, documents in layers_of(request, policies) if not isinstance(documents, Unknown)]
    statements = [found.statement for layer, documents in layers for found in relevant(layer, documents, case)]
    resources = dict.fromkeys(statement.resources for statement in statements if isinstance(statement.resources, Resources))
    conditions = dict.fromkeys(
        condition for statement in statements if not isinstance(statement.conditions, Unknown) for condition in statement.conditions
    )
    return Plan(request.principal, policies, derived, tuple(resources), tuple(conditions))


def signature_of(plan: Plan, request: Request, lookup: Lookup) -> Hashable:
    """All that the decision depends on; what is unknown is named, since the decision names it."""
    resource = request.resource
    truths: list[Hashable] = [element.cover(resource, lookup) for element in plan.resources]
    truths.extend([condition.holds(lookup) for condition in plan.conditions])
    if plan.policies.grants or request.action[:4].lower() in ("kms:", "sts:"):
        case = Case(request, request.action.lower(), lookup, bounded=False)
        truths.append(must_take_part(case))
        truths.extend(constraint_met(grant, case) for grant in plan.policies.grants)
    if UNKNOWN in truths:
        truths.extend(condition.unknown_names(lookup, "") for condition in plan.conditions)
        truths.extend(key for element in plan.resources for key in element.keys if not isinstance(lookup(key), tuple))
    return tuple(truths)
