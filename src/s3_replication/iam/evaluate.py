"""Evaluates all policies for one request (IAM User Guide, "Policy evaluation logic" and its cross-account page)."""

from typing import Final

from s3_replication.iam.context import lookup_of, principal_keys
from s3_replication.iam.grants import grants_allow
from s3_replication.iam.layers import Case, ResourceAllows, allow_of, deny_of, named_of
from s3_replication.iam.model import Denial, Documents, EvaluationResult, Evidence, Layer, Policies, Request, Verdict
from s3_replication.iam.partial_result import NOTHING, PartialResult, all_of, any_of, merged
from s3_replication.iam.policy import Policy
from s3_replication.iam.principal import PrincipalKind
from s3_replication.iam.principal_element import Form
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Truth, Unknown

__all__ = ["case_of", "decide_case", "evaluate", "explicit_denial", "layers_of", "must_take_part"]

POLICYLESS: Final = (PrincipalKind.SERVICE, PrincipalKind.ANONYMOUS)
SERVICE_LINKED: Final = ":role/aws-service-role/"


def evaluate(request: Request, policies: Policies) -> EvaluationResult:
    """Decide one request; never raises. For many requests of one world, Evaluator gives the same answers faster."""
    return decide_case(case_of(request, policies, lookup_of(request.context, principal_keys(request.principal))), policies)


def explicit_denial(request: Request, policies: Policies) -> EvaluationResult:
    """Evaluate only the Deny statements: DENY, UNKNOWN, or ALLOW where no statement denies."""
    case = case_of(request, policies, lookup_of(request.context, principal_keys(request.principal)))
    outcomes = [deny_of(layer, documents, case) for layer, documents in layers_of(request, policies)]
    denied, unknown = merged(True, outcomes), merged(UNKNOWN, outcomes)
    if denied.evidence:
        return EvaluationResult(Verdict.DENY, denied.evidence, denial=Denial.EXPLICIT)
    if unknown.evidence:
        return EvaluationResult(Verdict.UNKNOWN, unknown.evidence, unknown.unknown)
    return EvaluationResult(Verdict.ALLOW, ())


def case_of(request: Request, policies: Policies, lookup: Lookup) -> Case:
    """Prepare a request for evaluation."""
    bounded: Truth = UNKNOWN if isinstance(policies.boundary, Unknown) else policies.boundary is not None
    return Case(request, request.action.lower(), lookup, False if request.principal.kind in POLICYLESS else bounded)


def decide_case(case: Case, policies: Policies) -> EvaluationResult:
    """An explicit deny wins. Otherwise every layer must allow. An unknown value matters only if it could change the verdict."""
    outcomes = [deny_of(layer, documents, case) for layer, documents in layers_of(case.request, policies)]
    denied = merged(True, outcomes)
    if denied.evidence:
        return EvaluationResult(Verdict.DENY, denied.evidence, denial=Denial.EXPLICIT)
    allowed = allow(case, policies)
    if allowed.truth is False:
        return EvaluationResult(Verdict.DENY, allowed.evidence, denial=Denial.IMPLICIT)
    unknown = merged(UNKNOWN, [*outcomes, allowed])
    if unknown.evidence:
        return EvaluationResult(Verdict.UNKNOWN, unknown.evidence, unknown.unknown)
    return EvaluationResult(Verdict.ALLOW, allowed.evidence)


def layers_of(request: Request, policies: Policies) -> list[tuple[Layer, Documents | Unknown]]:
    """The policies that take part, layer by layer in AWS's order; SCPs bind principals, RCPs resources, neither service-linked roles."""
    layers: list[tuple[Layer, Documents | Unknown]] = []
    principal = request.principal
    linked = principal.kind is PrincipalKind.ROLE_SESSION and SERVICE_LINKED in principal.arn
    if not linked:
        layers.extend((Layer.RCP, level) for level in levels_of(policies.rcps))
    if not linked and principal.kind not in POLICYLESS:
        layers.extend((Layer.SCP, level) for level in levels_of(policies.scps))
    layers.append((Layer.RESOURCE, as_tuple(policies.resource)))
    if principal.kind not in POLICYLESS:
        layers.append((Layer.IDENTITY, policies.identity))
        layers.extend((layer, as_tuple(policy)) for layer, policy in limits_of(policies))
    return layers


def levels_of(levels: tuple[Documents | Unknown, ...] | Unknown) -> tuple[Documents | Unknown, ...]:
    """The levels of an organization; if not even their number is known, they are one that is not known."""
    return (levels,) if isinstance(levels, Unknown) else levels


def limits_of(policies: Policies) -> list[tuple[Layer, Policy | Unknown]]:
    """The policies that only limit the caller: boundary and session policy, if there are any."""
    pairs = ((Layer.BOUNDARY, policies.boundary), (Layer.SESSION, policies.session))
    return [(layer, policy) for layer, policy in pairs if policy is not None]


def as_tuple(policy: Policy | Unknown | None) -> Documents | Unknown:
    """One policy, or none, as a sequence."""
    if isinstance(policy, Unknown):
        return policy
    return () if policy is None else (policy,)


def allow(case: Case, policies: Policies) -> PartialResult:
    """Whether every layer that must allow does.

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
        return all_of(any_of(*granted.values(), named.through(*Form)), identity, limits, *controls)
    return all_of(same_account(case, named, identity, limits, granted), *controls)


def identity_allows(case: Case, policies: Policies) -> PartialResult:
    """Identity policies; the account's root user has full access without any, also as a federated user."""
    principal = case.request.principal
    if principal.kind is PrincipalKind.ROOT or (principal.kind is PrincipalKind.FEDERATED_USER and principal.arn.endswith(":root")):
        return PartialResult(True, (Evidence(Layer.IDENTITY, "", None, Verdict.ALLOW, "the account's root user needs no policy"),))
    return allow_of(Layer.IDENTITY, policies.identity, case)


def same_account(
    case: Case, named: ResourceAllows, identity: PartialResult, limits: PartialResult, granted: dict[Form, PartialResult]
) -> PartialResult:
    """Within one account a policy on either side is enough, but for keys and roles, whose own policy must take part.

    Naming the session or user itself is not limited by boundary and session policy, naming the role (or the user of a federated session)
    is. Nor is naming everyone: "For IAM users and role principals within your account, no other permissions are required" (IAM User
    Guide, "Principal", all principals).
    """
    role = any_of(named.by_form.get(Form.ROLE, NOTHING), granted.get(Form.ROLE, NOTHING))
    if must_take_part(case):
        base = any_of(role, all_of(named.through(Form.ACCOUNT), identity))
    else:
        base = any_of(identity, role, named.missing if named.documents else NOTHING)
    unlimited = (found.get(form, NOTHING) for found in (named.by_form, granted) for form in (Form.DIRECT, Form.EVERYONE))
    return any_of(all_of(base, limits), *unlimited)


def must_take_part(case: Case) -> bool:
    """Whether the resource's own policy must allow even in its account: KMS keys and roles (trust policy)."""
    key = case.action.startswith("kms:") and ":key/" in case.request.resource
    return key or (case.action.startswith("sts:") and ":role/" in case.request.resource)
