"""The condition keys of temporary credentials (IAM User Guide, "AWS global condition context keys").

A session of AssumeRole has no multi-factor information, even if the request for it had (IAM User Guide, "Secure API access with MFA").
"""

from datetime import datetime

from s3_replication.iam import ContextValue
from s3_replication.local.ports.authorization import TemporaryAccess

__all__ = ["MFA_AGE", "MFA_PRESENT", "session_keys"]

MFA_PRESENT, MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"


def session_keys(temporary: TemporaryAccess | None, now: datetime) -> dict[str, ContextValue]:
    """Empty for long-term credentials: the keys are present "only when the principal uses temporary credentials"."""
    if temporary is None:
        return {}
    found: dict[str, ContextValue] = {MFA_PRESENT: ("true" if temporary.with_mfa else "false",)}
    if temporary.issued is not None:
        found["aws:tokenissuetime"] = (temporary.issued.strftime("%Y-%m-%dT%H:%M:%SZ"),)
        if temporary.with_mfa:
            found[MFA_AGE] = (str(int((now - temporary.issued).total_seconds())),)
    if temporary.source_identity is not None:
        found["aws:sourceidentity"] = (temporary.source_identity,)
    return found
