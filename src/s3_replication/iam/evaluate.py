"""The verdict over all policies of one request (IAM User Guide, "Policy evaluation logic" and its cross-account page)."""

from dataclasses import replace
from typing import Final

from s3_replication.iam.caller import PrincipalKind
from s3_replication.iam.context import lookup_of, principal_keys
from s3_replication.iam.grants import grants_allow
from s3_replication.iam.layers import Case, Grants, allow_of, deny_of, named_of
from s3_replication.iam.model import Decision, Evidence, Layer, Policies, Request, Verdict
from s3_replication.iam.outcome import NOTHING, Outcome, all_of, any_of, merged
from s3_replication.iam.policy import Policy
from s3_replication.iam.principals import Form
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Truth, Unknown

__all__ = ["case_of", "decide_case", "evaluate", "layers_of", "must_take_part"]

POLICYLESS: Final = (PrincipalKind.SERVICE, PrincipalKind.ANONYMOUS)
SERVICE_LINKED: Final = ":role/aws-service-role/"
UNSETTLED: Final = "whether a boundary or session policy limits a grant to everyone"


def evaluate(request: Request, policies: Policies) -> Decision:
    """Decide one request; never raises. For many requests of one world, Evaluator gives the same answers faster."""
    return decide_case(case_of(request, policies, lookup_of(request.context, principal_keys(request.principal))), policies)


def case_of(request: Request, policies: Policies, lookup: Lookup) -> Case:
    """Make a request ready."""
    bounded: Truth = UNKNOWN if isinstance(policies.boundary, Unknown) else policies.boundary is not None
    return Case(request, request.action.lower(), lookup, False if request.principal.kind in POLICYLESS else bounded)


def decide_case(case: Case, policies: Policies) -> Decision:
    """An explicit deny anywhere wins; then an allow must be whole; what is unknown counts only if it could change the verdict."""
    outcomes = [deny_of(layer, documents, case) for layer, documents in layers_of(case.request, policies)]
    denied = merged(True, outcomes)
    if denied.evidence:
        return Decision(Verdict.DENY, denied.evidence)
    allowed = allow(case, policies)
    if allowed.truth is False:
        return Decision(Verdict.DENY, allowed.evidence)
    unknown = merged(UNKNOWN, [*outcomes, allowed])
    if unknown.evidence:
        return Decision(Verdict.UNKNOWN, unknown.evidence, unknown.unknown)
    return Decision(Verdict.ALLOW, allowed.evidence)


def layers_of(request: Request, policies: Policies) -> list[tuple[Layer, tuple[Policy, ...] | Unknown]]:
    """The policies that take part, layer by layer in AWS's order; SCPs bind principals, RCPs resources, neither service-linked roles."""
    layers: list[tuple[Layer, tuple[Policy, ...] | Unknown]] = []
    principal = request.principal
    linked = principal.kind is PrincipalKind.ROLE_SESSION and SERVICE_LINKED in principal.arn
    if not linked:
        layers.extend((Layer.RCP, level) for level in policies.rcps)
    if not linked and principal.kind not in POLICYLESS:
        layers.extend((Layer.SCP, level) for level in policies.scps)
    layers.append((Layer.RESOURCE, as_tuple(policies.resource)))
    if principal.kind not in POLICYLESS:
        layers.append((Layer.IDENTITY, policies.identity))
        layers.extend((layer, as_tuple(policy)) for layer, policy in limits_of(policies))
    return layers


def limits_of(policies: Policies) -> list[tuple[Layer, Policy | Unknown]]:
    """The policies that only limit the caller: boundary and session policy, if there are any."""
    pairs = ((Layer.BOUNDARY, policies.boundary), (Layer.SESSION, policies.session))
    return [(layer, policy) for layer, policy in pairs if policy is not None]


def as_tuple(policy: Policy | Unknown | None) -> tuple[Policy, ...] | Unknown:
    """One policy, or none, as a sequence."""
    if isinstance(policy, Unknown):
        return policy
    return () if policy is None else (policy,)


def allow(case: Case, policies: Policies) -> Outcome:
    """Whether all that must allow does.

    RCPs are left out: AWS attaches RCPFullAWSAccess everywhere and does not let it go, so an RCP can only deny.
    """
    principal = case.request.principal
    controls = [allow_of(layer, level, case) for layer, level in layers_of(case.request, policies) if layer is Layer.SCP]
    named = named_of(Layer.RESOURCE, as_tuple(policies.resource), case)
    if principal.kind in POLICYLESS:
        return named.through(*Form)
    limits = all_of(*(allow_of(layer, as_tuple(policy), case) for layer, policy in limits_of(policies)))
    identity = identity_allows(case, policies)
    granted = grants_allow(policies.grants, case)
    if principal.account != case.request.resource_account:
        # A grant in the place of the key policy: that the caller's own policy must allow as well is assumed, as for key policies.
        return all_of(any_of(granted, named.through(*Form)), identity, limits, *controls)
    return all_of(same_account(case, named, identity, limits, granted), *controls)


def identity_allows(case: Case, policies: Policies) -> Outcome:
    """Identity policies; the account's root user has full access without any."""
    if case.request.principal.kind is PrincipalKind.ROOT:
        return Outcome(True, (Evidence(Layer.IDENTITY, "", None, Verdict.ALLOW, "the account's root user needs no policy"),))
    return allow_of(Layer.IDENTITY, policies.identity, case)


def same_account(case: Case, named: Grants, identity: Outcome, limits: Outcome, granted: Outcome) -> Outcome:
    """Within one account a policy on either side is enough, but for keys and roles, whose own policy must take part.

    Naming the session or user itself is not limited by boundary and session policy, naming the role is.
    """
    direct = named.by_form.get(Form.DIRECT, NOTHING)
    everyone = all_of(named.by_form.get(Form.EVERYONE, NOTHING), unsettled(limits))
    role = named.by_form.get(Form.ROLE, NOTHING)
    if must_take_part(case):
        base = any_of(role, all_of(named.through(Form.ACCOUNT), identity), granted)
    else:
        base = any_of(identity, role, named.missing if named.documents else NOTHING)
    return any_of(all_of(base, limits), direct, everyone)


def must_take_part(case: Case) -> bool:
    """Whether the resource's own policy must allow even in its account: KMS keys and roles (trust policy)."""
    key = case.action.startswith("kms:") and ":key/" in case.request.resource
    return key or (case.action.startswith("sts:") and ":role/" in case.request.resource)


def unsettled(limits: Outcome) -> Outcome:
    """AWS does not say whether a boundary limits a grant to `*` without aws:PrincipalArn, so where that matters it is unknown."""
    if limits.truth is not False:
        return limits
    return Outcome(UNKNOWN, tuple(replace(piece, verdict=Verdict.UNKNOWN) for piece in limits.evidence), frozenset({UNSETTLED}))
