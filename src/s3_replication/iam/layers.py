"""What the policies of one layer say of a request: which statements deny, which allow, and what was missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.iam.conditions.condition import Condition
from s3_replication.iam.model import Evidence, Layer, Request, Verdict
from s3_replication.iam.outcome import NOTHING, Outcome, any_of, merged
from s3_replication.iam.policy import Policy
from s3_replication.iam.principals import Form, Principals
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true, any_true

__all__ = ["Case", "Found", "Grants", "allow_of", "deny_of", "named_of", "relevant"]


ANOTHER: Final = "it names another principal"


@dataclass(frozen=True, slots=True)
class Case:
    """One request, made ready: action in lower case, context as a function; `bounded` says whether the caller has a boundary."""

    request: Request
    action: str
    lookup: Lookup
    bounded: Truth


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that may bear on a request: whether it is about the action, and how it names the caller."""

    policy: Policy
    statement: Statement
    about: Truth
    forms: dict[Form, Truth]


@dataclass(frozen=True, slots=True)
class Grants:
    """What a resource policy allows, by the form in which it names the caller.

    `missing` is the evidence when it allows nothing; `documents` counts the policies.
    """

    by_form: dict[Form, Outcome]
    missing: Outcome
    documents: int

    def through(self, *forms: Form) -> Outcome:
        """What is allowed through these forms."""
        found = any_of(*(self.by_form.get(form, NOTHING) for form in forms))
        return self.missing if found.truth is False else found


def forms_of(layer: Layer, statement: Statement, case: Case) -> dict[Form, Truth]:
    """How the statement names the caller; policies of the caller itself need not, a resource policy must."""
    principals = statement.principals
    if principals is None:
        return {} if layer is Layer.RESOURCE else {Form.DIRECT: True}
    if isinstance(principals, Unknown):
        return {Form.DIRECT: UNKNOWN}
    forms = principals.forms(case.request.principal)
    if not principals.inverted or statement.effect is not Effect.DENY or case.bounded is False:
        return forms
    # "NotPrincipal with a Deny effect will always deny any IAM principal that has a permissions boundary" (IAM User Guide, "NotPrincipal").
    return {Form.EVERYONE: any_true((case.bounded, *forms.values()))}


def rest_of(statement: Statement, case: Case) -> Truth:
    """Whether resource and conditions fit."""
    return all_true((statement.about_resource(case.request.resource, case.lookup), statement.conditions_hold(case.lookup)))


def relevant(layer: Layer, policies: Iterable[Policy], case: Case) -> Iterator[Found]:
    """The statements that the action and the caller do not rule out, whatever resource and context are."""
    for policy in policies:
        for statement in policy.statements:
            about = statement.about_action(case.action)
            forms = forms_of(layer, statement, case) if about is not False else {}
            if forms:
                yield Found(policy, statement, about, forms)


def outcome_of(layer: Layer, found: Found, case: Case, truth: Truth, verdict: Verdict) -> Outcome:
    """The outcome of one statement, with what kept it from being decided."""
    if truth is False:
        return NOTHING
    label = found.statement.label
    if truth is True:
        return Outcome(truth, (Evidence(layer, found.policy.name, label, verdict),))
    names = found.statement.unknown_names(case.action, case.request.resource, case.lookup)
    if UNKNOWN in found.forms.values():
        names |= {f"{found.statement.path}.Principal"}
    note = f"would {'apply' if isinstance(found.statement.effect, Unknown) else verdict.value}, not known: {', '.join(sorted(names))}"
    return Outcome(UNKNOWN, (Evidence(layer, found.policy.name, label, Verdict.UNKNOWN, note),), names)


def unknown_layer(layer: Layer) -> Outcome:
    """A policy that exists and cannot be read may allow and may deny."""
    return Outcome(UNKNOWN, (Evidence(layer, "", None, Verdict.UNKNOWN, f"the {layer.value} is not known"),), frozenset({layer.value}))


def deny_of(layer: Layer, policies: Sequence[Policy] | Unknown, case: Case) -> Outcome:
    """All statements of the layer that deny."""
    if isinstance(policies, Unknown):
        return unknown_layer(layer)
    outcomes = []
    for found in relevant(layer, policies, case):
        if found.statement.effect is not Effect.ALLOW:
            known = True if found.statement.effect is Effect.DENY else UNKNOWN
            truth = all_true((found.about, any_true(found.forms.values()), rest_of(found.statement, case), known))
            outcomes.append(outcome_of(layer, found, case, truth, Verdict.DENY))
    for truth in (True, UNKNOWN):
        if any(outcome.truth is truth for outcome in outcomes):
            return merged(truth, outcomes)
    return NOTHING


def allow_of(layer: Layer, policies: Sequence[Policy] | Unknown, case: Case) -> Outcome:
    """The first statement of the layer that allows, whoever it names."""
    if isinstance(policies, Unknown):
        return unknown_layer(layer)
    return named_of(layer, policies, case).through(*Form)


def named_of(layer: Layer, policies: Sequence[Policy] | Unknown, case: Case) -> Grants:
    """What the layer allows, by the form in which it names the caller."""
    if isinstance(policies, Unknown):
        outcome = unknown_layer(layer)
        return Grants({Form.DIRECT: outcome}, outcome, 0)
    allowed: dict[Form, Outcome] = {}
    for found in relevant(layer, policies, case):
        statement = found.statement
        if statement.effect is Effect.DENY:
            continue
        rest = all_true((found.about, rest_of(statement, case), True if statement.effect is Effect.ALLOW else UNKNOWN))
        for form, named in found.forms.items():
            outcome = outcome_of(layer, found, case, all_true((rest, named)), Verdict.ALLOW)
            key = Form.DIRECT if form is Form.EVERYONE and names_principal_arn(statement) else form
            allowed[key] = any_of(allowed.get(key, NOTHING), outcome)
    return Grants(allowed, missing(layer, policies, case), len(policies))


def names_principal_arn(statement: Statement) -> bool:
    """Whether `*` is narrowed by aws:PrincipalArn, which AWS treats like naming the session ("Evaluating requests", IAM role)."""
    conditions = () if isinstance(statement.conditions, Unknown) else statement.conditions
    return isinstance(statement.principals, Principals) and any(
        isinstance(condition, Condition) and condition.key == "aws:principalarn" and not condition.negated for condition in conditions
    )


def missing(layer: Layer, policies: Sequence[Policy], case: Case) -> Outcome:
    """The evidence of an implicit deny, with the statement that comes nearest to allowing."""
    names = ", ".join(policy.name for policy in policies)
    misses = [miss for policy in policies for statement in policy.statements if (miss := miss_of(layer, policy, statement, case))]
    note = f"no {layer.value} is there" if not policies else "no statement allows it"
    if misses:
        nearest = min(misses, key=lambda miss: (ANOTHER in miss, len(miss)))
        note = f"{note}: {nearest[0]} is about the action, but {' and '.join(nearest[1:])}"
    return Outcome(False, (Evidence(layer, names, None, Verdict.DENY, note),))


def miss_of(layer: Layer, policy: Policy, statement: Statement, case: Case) -> list[str]:
    """Why an Allow statement on the action does not apply, after its name; empty if it is not about the action."""
    if statement.effect is not Effect.ALLOW or statement.about_action(case.action) is False:
        return []
    reasons = [f"statement {statement.label} of {policy.name}"]
    if not forms_of(layer, statement, case):
        return [*reasons, ANOTHER]
    if statement.about_resource(case.request.resource, case.lookup) is False:
        reasons.append("not about the resource")
    reasons.extend(f"its condition {unmet} is not met" for unmet in statement.unmet(case.lookup))
    return reasons if len(reasons) > 1 else []
