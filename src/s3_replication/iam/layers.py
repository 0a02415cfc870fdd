"""Evaluates one layer of policies: which statements deny, which allow, and why none does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from s3_replication.iam.model import Documents, Evidence, Layer, Request, Verdict
from s3_replication.iam.partial_result import NOTHING, PartialResult, any_of, merged
from s3_replication.iam.policy import Policy
from s3_replication.iam.principal_element import Form, Principals
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true, any_true

__all__ = ["COMPLETES", "Case", "RelevantStatement", "ResourceAllows", "allow_of", "deny_of", "named_of", "relevant"]


ANOTHER: Final = "it names another principal"
ELSEWHERE: Final = "does not cover the resource"
COMPLETES: Final = frozenset({Layer.IDENTITY, Layer.BOUNDARY})
"""The policies whose incomplete ARNs AWS completes: identity-based ones. Session policies "do not support" it (IAM identifiers)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request, made ready: action in lower case, context as a function; `bounded` says whether the caller has a boundary."""

    request: Request
    action: str
    lookup: Lookup
    bounded: Truth


@dataclass(frozen=True, slots=True)
class RelevantStatement:
    """A statement that may apply to a request: whether it matches the action, and how it names the caller."""

    policy: Policy
    statement: Statement
    about: Truth
    forms: dict[Form, Truth]


@dataclass(frozen=True, slots=True)
class ResourceAllows:
    """What a resource policy allows, by the form in which it names the caller.

    `missing` is the evidence when it allows nothing; `documents` counts the policies.
    """

    by_form: dict[Form, PartialResult]
    missing: PartialResult
    documents: int

    def through(self, *forms: Form) -> PartialResult:
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


def rest_of(layer: Layer, statement: Statement, case: Case) -> Truth:
    """Whether resource and conditions match."""
    about = statement.about_resource(case.request.resource, case.lookup, layer in COMPLETES)
    return all_true((about, statement.conditions_hold(case.lookup)))


def relevant(layer: Layer, policies: Documents, case: Case) -> Iterator[RelevantStatement]:
    """The statements that the action and the caller do not rule out, whatever resource and context are."""
    for policy in policies:
        if isinstance(policy, Unknown):
            continue
        for statement in policy.statements:
            about = statement.about_action(case.action)
            forms = forms_of(layer, statement, case) if about is not False else {}
            if forms:
                yield RelevantStatement(policy, statement, about, forms)


def _principal_element(statement: Statement) -> str:
    return "NotPrincipal" if isinstance(statement.principals, Principals) and statement.principals.inverted else "Principal"


def outcome_of(layer: Layer, found: RelevantStatement, case: Case, truth: Truth, verdict: Verdict) -> PartialResult:
    """The outcome of one statement, with what kept it from being decided."""
    if truth is False:
        return NOTHING
    label = found.statement.label
    if truth is True:
        return PartialResult(truth, (Evidence(layer, found.policy.name, label, verdict),))
    names = found.statement.unknown_names(case.action, case.request.resource, case.lookup, layer in COMPLETES)
    if UNKNOWN in found.forms.values():
        names |= {f"{found.statement.path}.{_principal_element(found.statement)}"}
    note = f"would {'apply' if isinstance(found.statement.effect, Unknown) else verdict.value}, not known: {', '.join(sorted(names))}"
    note = "; ".join([note, *(unread.text for unread in found.policy.notes if unread.place in names)])
    return PartialResult(UNKNOWN, (Evidence(layer, found.policy.name, label, Verdict.UNKNOWN, note),), names)


def unknown_layer(layer: Layer) -> PartialResult:
    """A policy that cannot be read may allow or deny."""
    return PartialResult(
        UNKNOWN, (Evidence(layer, "", None, Verdict.UNKNOWN, f"the {layer.value} is not known"),), frozenset({layer.value})
    )


def deny_of(layer: Layer, policies: Documents | Unknown, case: Case) -> PartialResult:
    """All statements of the layer that deny."""
    if isinstance(policies, Unknown):
        return unknown_layer(layer)
    outcomes = [unknown_layer(layer)] if UNKNOWN in policies else []
    for found in relevant(layer, policies, case):
        if found.statement.effect is not Effect.ALLOW:
            known = True if found.statement.effect is Effect.DENY else UNKNOWN
            truth = all_true((found.about, any_true(found.forms.values()), rest_of(layer, found.statement, case), known))
            outcomes.append(outcome_of(layer, found, case, truth, Verdict.DENY))
    for truth in (True, UNKNOWN):
        if any(outcome.truth is truth for outcome in outcomes):
            return merged(truth, outcomes)
    return NOTHING


def allow_of(layer: Layer, policies: Documents | Unknown, case: Case) -> PartialResult:
    """Return the first statement of the layer that allows, for any form of caller."""
    if isinstance(policies, Unknown):
        return unknown_layer(layer)
    return named_of(layer, policies, case).through(*Form)


def named_of(layer: Layer, policies: Documents | Unknown, case: Case) -> ResourceAllows:
    """What the layer allows, by the form in which it names the caller."""
    if isinstance(policies, Unknown):
        outcome = unknown_layer(layer)
        return ResourceAllows({Form.DIRECT: outcome}, outcome, 0)
    allowed = {Form.DIRECT: unknown_layer(layer)} if UNKNOWN in policies else {}
    for found in relevant(layer, policies, case):
        statement = found.statement
        if statement.effect is Effect.DENY:
            continue
        rest = all_true((found.about, rest_of(layer, statement, case), True if statement.effect is Effect.ALLOW else UNKNOWN))
        for form, named in found.forms.items():
            outcome = outcome_of(layer, found, case, all_true((rest, named)), Verdict.ALLOW)
            allowed[form] = any_of(allowed.get(form, NOTHING), outcome)
    # Where the caller itself is allowed, nothing asks why another form is not.
    settled = any(allowed[form].truth is True for form in (Form.DIRECT, Form.EVERYONE) if form in allowed)
    return ResourceAllows(allowed, NOTHING if settled else missing(layer, policies, case), len(policies))


def missing(layer: Layer, policies: Documents, case: Case) -> PartialResult:
    """The evidence of an implicit deny, with the statement that comes nearest to allowing."""
    known = [policy for policy in policies if not isinstance(policy, Unknown)]
    names = ", ".join(policy.name for policy in known)
    misses = [miss for policy in known for statement in policy.statements if (miss := miss_of(layer, policy, statement, case))]
    note = f"there is no {layer.value}" if not policies else "no statement allows it"
    if misses:
        nearest = min(misses, key=lambda miss: (ANOTHER in miss, ELSEWHERE in miss, len(miss)))
        note = f"{note}: {nearest[0]} covers the action, but {', and '.join(nearest[1:])}"
    return PartialResult(False, (Evidence(layer, names, None, Verdict.DENY, note),))


def miss_of(layer: Layer, policy: Policy, statement: Statement, case: Case) -> list[str]:
    """Why an Allow statement on the action does not apply, after its name; empty if it is not about the action."""
    if statement.effect is not Effect.ALLOW or statement.about_action(case.action) is False:
        return []
    reasons = [f"statement {statement.label} of {policy.name}"]
    if not forms_of(layer, statement, case):
        return [*reasons, ANOTHER]
    if statement.about_resource(case.request.resource, case.lookup, layer in COMPLETES) is False:
        reasons.append(ELSEWHERE)
    reasons.extend(f"its condition {unmet} is not met" for unmet in statement.unmet(case.lookup))
    return reasons if len(reasons) > 1 else []
