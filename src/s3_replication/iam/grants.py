"""KMS grants (KMS Developer Guide, "Grants in AWS KMS"): they allow access in addition to the key policy."""

from collections.abc import Mapping
from typing import Final

from s3_replication.iam.layers import Case
from s3_replication.iam.model import Evidence, Grant, Layer, Verdict
from s3_replication.iam.partial_result import NOTHING, PartialResult, any_of
from s3_replication.iam.principal_element import Form, name_form
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true

__all__ = ["constraint_met", "grants_allow"]

CONTEXT: Final = "kms:encryptioncontext:"
ENCRYPTING: Final = frozenset({
    "encrypt", "decrypt", "reencryptfrom", "reencryptto", "generatedatakey", "generatedatakeywithoutplaintext", "generatedatakeypair",
    "generatedatakeypairwithoutplaintext",
})  # fmt: skip
"""The operations that take an encryption context: "Grant constraints are not applied to operations that do not" (GrantConstraints)."""
UNREADABLE: Final = "the grants are not known"


def grants_allow(grants: tuple[Grant, ...] | Unknown, case: Case) -> dict[Form, PartialResult]:
    """The first grant that allows, for each form in which grants name the caller."""
    if isinstance(grants, Unknown):
        if not case.action.startswith("kms:"):
            return {}
        evidence = Evidence(Layer.GRANT, "", None, Verdict.UNKNOWN, UNREADABLE)
        return {Form.DIRECT: PartialResult(UNKNOWN, (evidence,), frozenset({"grants"}))}
    allowed: dict[Form, PartialResult] = {}
    for grant in grants:
        form, outcome = grant_outcome(grant, case)
        allowed[form] = any_of(allowed.get(form, NOTHING), outcome)
    return allowed


def grant_outcome(grant: Grant, case: Case) -> tuple[Form, PartialResult]:
    """How one grant names the caller, and what it says."""
    form, named = name_form(grant.grantee, case.request.principal)
    operation = case.action.partition(":")[2]
    if form is Form.ACCOUNT or named is False or operation not in {name.lower() for name in grant.operations}:
        return form, NOTHING
    truth = all_true((named, constraint_met(grant, case)))
    if truth is not UNKNOWN:
        return form, PartialResult(truth, (Evidence(Layer.GRANT, "", grant.grant_id, Verdict.ALLOW),) if truth else ())
    evidence = Evidence(Layer.GRANT, "", grant.grant_id, Verdict.UNKNOWN, "grantee or encryption context not known")
    return form, PartialResult(UNKNOWN, (evidence,), frozenset({f"grant {grant.grant_id}"}))


def constraint_met(grant: Grant, case: Case) -> Truth:
    """EncryptionContextEquals wants exactly its pairs, EncryptionContextSubset wants them among others."""
    equals, subset = grant.encryption_context_equals, grant.encryption_context_subset
    operation = case.action.partition(":")[2]
    if (equals is None and subset is None) or (operation not in ENCRYPTING and operation != "creategrant"):
        return True
    if operation == "creategrant":
        # The constraint asks for an equal or stricter one in the new grant, which the request's context does not show.
        return UNKNOWN
    truth: Truth = True
    if equals is not None:
        given = {key for key in case.request.context if key.startswith(CONTEXT)}
        truth = all_true((given == {CONTEXT + key.lower() for key in equals}, pairs_met(equals, case)))
    return truth if subset is None else all_true((truth, pairs_met(subset, case)))


def pairs_met(pairs: Mapping[str, str], case: Case) -> Truth:
    """Whether each pair is in the request's encryption context; values are compared exactly."""
    values = [(case.request.context.get(CONTEXT + key.lower()), value) for key, value in pairs.items()]
    return all_true(UNKNOWN if isinstance(given, Unknown) else given == (wanted,) for given, wanted in values)
