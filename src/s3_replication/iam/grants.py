"""KMS grants (KMS Developer Guide, "Grants in AWS KMS"): a way in beside the key policy."""

from collections.abc import Mapping
from typing import Final

from s3_replication.iam.layers import Case
from s3_replication.iam.model import Evidence, Grant, Layer, Verdict
from s3_replication.iam.outcome import Outcome, any_of
from s3_replication.iam.principals import Form, name_form
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true

__all__ = ["constraint_met", "grants_allow"]

CONTEXT: Final = "kms:encryptioncontext:"


def grants_allow(grants: tuple[Grant, ...], case: Case) -> Outcome:
    """The first grant that names the caller and the operation and whose constraint the encryption context meets."""
    return any_of(*(grant_outcome(grant, case) for grant in grants))


def grant_outcome(grant: Grant, case: Case) -> Outcome:
    """What one grant says."""
    operation = case.action.partition(":")[2]
    if operation not in {name.lower() for name in grant.operations}:
        return Outcome(False)
    form, named = name_form(grant.grantee, case.request.principal)
    truth = all_true((named if form is not Form.ACCOUNT else False, constraint_met(grant, case)))
    if truth is not UNKNOWN:
        return Outcome(truth, (Evidence(Layer.GRANT, "", grant.grant_id, Verdict.ALLOW),) if truth else ())
    names = frozenset({f"grant {grant.grant_id}"})
    return Outcome(UNKNOWN, (Evidence(Layer.GRANT, "", grant.grant_id, Verdict.UNKNOWN, "grantee or encryption context not known"),), names)


def constraint_met(grant: Grant, case: Case) -> Truth:
    """EncryptionContextEquals wants exactly its pairs, EncryptionContextSubset wants them among others."""
    truth: Truth = True
    if grant.encryption_context_equals is not None:
        given = {key for key in case.request.context if key.startswith(CONTEXT)}
        wanted = {CONTEXT + key.lower() for key in grant.encryption_context_equals}
        truth = all_true((given == wanted, pairs_met(grant.encryption_context_equals, case)))
    if grant.encryption_context_subset is not None:
        truth = all_true((truth, pairs_met(grant.encryption_context_subset, case)))
    return truth


def pairs_met(pairs: Mapping[str, str], case: Case) -> Truth:
    """Whether each pair is in the request's encryption context; values are compared exactly."""
    values = [(case.request.context.get(CONTEXT + key.lower()), value) for key, value in pairs.items()]
    return all_true(UNKNOWN if isinstance(given, Unknown) else given == (wanted,) for given, wanted in values)
