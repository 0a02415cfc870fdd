"""Trust and identity policies as IAM judges them; each message is IAM's own where one is known.

Sources: IAM User Guide, "IAM and AWS STS quotas" (sizes without white space); "Troubleshoot IAM policies"; messages that users
reported ('Invalid principal in policy: "AWS":"..."', "AssumeRole policy may only specify STS AssumeRole actions.", "Has prohibited
field Resource", "Policy document should not specify a principal.", "Cannot exceed quota for ACLSizePerRole: 2048").
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from s3_replication.iam import Policy, PolicyError, PolicyKind
from s3_replication.policy_checks.principals import Identify, PolicyRefused, invalid_principals
from s3_replication.policy_checks.statements import listed, statements

__all__ = ["PolicyTooLarge", "check_identity_policy", "check_trust_policy"]

MAX_TRUST: Final = 2_048  # the quota that every account starts with
TRUST_ACTION: Final = re.compile(r"sts:(AssumeRole\w*|TagSession|SetSourceIdentity|SetContext|[A-Za-z]*[*?].*)", re.IGNORECASE)
SYNTAX: Final = "Syntax errors in policy."


class PolicyTooLarge(PolicyRefused):
    """A document beyond its quota, for which IAM has another code."""


def check_trust_policy(text: str, partition: str, identify: Identify) -> None:
    """Raise PolicyRefused with IAM's message for a trust policy."""
    document = _read(text)
    for statement in statements(document):
        if "Resource" in statement or "NotResource" in statement:
            raise PolicyRefused("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise PolicyRefused("Missing required field Principal")
        if not all(isinstance(action, str) and TRUST_ACTION.fullmatch(action) for action in listed(statement.get("Action", []))):
            raise PolicyRefused("AssumeRole policy may only specify STS AssumeRole actions.")
    wrong = next(invalid_principals(document, partition, identify), None)
    if wrong is not None:
        kind = "SERVICE" if wrong[0] == "Service" else wrong[0] or "AWS"
        raise PolicyRefused(f'Invalid principal in policy: "{kind}":"{wrong[1]}"')
    _check_size(text, MAX_TRUST, f"Cannot exceed quota for ACLSizePerRole: {MAX_TRUST}")
    _parse(document, PolicyKind.TRUST)


def check_identity_policy(text: str, limit: int, too_large: str) -> None:
    """Raise PolicyRefused with IAM's message for an inline or managed policy; `too_large` is the one for more than `limit` characters."""
    document = _read(text)
    if any("Principal" in statement or "NotPrincipal" in statement for statement in statements(document)):
        raise PolicyRefused("Policy document should not specify a principal.")
    _check_size(text, limit, too_large)


def _read(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise PolicyRefused("This policy contains invalid Json") from None
    if not isinstance(document, dict) or not all(isinstance(statement, Mapping) for statement in statements(document)):
        raise PolicyRefused(SYNTAX)
    return document


def _check_size(text: str, limit: int, message: str) -> None:
    """IAM counts no white space (User Guide, "IAM and AWS STS quotas")."""
    if len("".join(text.split())) > limit:
        raise PolicyTooLarge(message)


def _parse(document: Mapping[str, Any], kind: PolicyKind) -> None:
    try:
        Policy.parse(document, "policy", kind)
    except PolicyError:
        raise PolicyRefused(SYNTAX) from None
