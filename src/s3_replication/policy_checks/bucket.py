"""Bucket policies as PutBucketPolicy judges them; each message is S3's own where one is known.

Sources: the Knowledge Center page "Invalid principal in policy"; User Guide, "Policies and permissions in Amazon S3"; messages that
users reported ("Policy has invalid resource", "Action does not apply to any resource(s) in statement", "Policy has invalid action",
"Policy has an invalid condition key", "Invalid policy syntax.", "Missing required field ...").
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from s3_replication.iam import Policy, PolicyError, PolicyKind, compile_glob, partition_of
from s3_replication.policy_checks.actions import is_condition_key, matching
from s3_replication.policy_checks.principals import Identify, PolicyRefused, invalid_principals
from s3_replication.policy_checks.statements import listed, statements

__all__ = ["check_bucket_policy"]

MAX_SIZE: Final = 20_480
SYNTAX: Final = "Invalid policy syntax."
NOT_JSON: Final = "Policies must be valid JSON and the first byte must be '{'"
REQUIRED: Final = (("Effect",), ("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
EVERYTHING: Final = frozenset({"bucket", "object"})


def check_bucket_policy(text: bytes, bucket_arn: str, identify: Identify) -> dict[str, Any]:
    """The document, or PolicyRefused with S3's message."""
    document = _read(text)
    for statement in statements(document):
        _check_elements(statement)
    if next(invalid_principals(document, partition_of(bucket_arn), identify), None) is not None:
        raise PolicyRefused("Invalid principal in policy")
    for statement in statements(document):
        _check_actions(statement, bucket_arn)
        _check_conditions(statement)
    try:
        Policy.parse(document, "policy", PolicyKind.BUCKET)
    except PolicyError:
        raise PolicyRefused(SYNTAX) from None
    return document


def _read(text: bytes) -> dict[str, Any]:
    if not text.startswith(b"{"):
        raise PolicyRefused(NOT_JSON)
    try:
        document = json.loads(text)
        normalized = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        raise PolicyRefused("This policy contains invalid Json") from None
    if len(normalized) > MAX_SIZE:
        raise PolicyRefused(f"Normalized policy document exceeds the maximum allowed size of {MAX_SIZE} bytes")
    if "Statement" not in document:
        raise PolicyRefused("Missing required field Statement")
    if not statements(document):
        raise PolicyRefused("Could not parse the policy: Statement is empty!")
    if document.get("Version", "2008-10-17") not in ("2012-10-17", "2008-10-17"):
        raise PolicyRefused("The policy must contain a valid version string")
    return dict(document)


def _check_elements(statement: Any) -> None:
    if not isinstance(statement, Mapping):
        raise PolicyRefused(SYNTAX)
    for names in REQUIRED:
        present = [name for name in names if name in statement]
        if not present:
            raise PolicyRefused(f"Missing required field {names[0]}")
        if len(present) > 1 or statement[present[0]] is None or statement[present[0]] == []:
            raise PolicyRefused(SYNTAX)
    if statement["Effect"] not in ("Allow", "Deny"):
        raise PolicyRefused(f"Invalid effect: {statement['Effect']}")


def _check_actions(statement: Mapping[str, Any], bucket_arn: str) -> None:
    """Actions must exist, resources must be this bucket's, and each action must apply to at least one of the resources."""
    actions = listed(statement.get("Action", statement.get("NotAction")))
    if not all(isinstance(action, str) and matching("s3:*" if action == "*" else action) for action in actions):
        raise PolicyRefused("Policy has invalid action")
    resources = [_types_of(resource, bucket_arn) for resource in listed(statement.get("Resource", statement.get("NotResource")))]
    named = frozenset[str]().union(*resources) if "Resource" in statement else EVERYTHING
    for action in actions if "Action" in statement else ():
        if not any(types & named for types in matching("s3:*" if action == "*" else action)):
            raise PolicyRefused("Action does not apply to any resource(s) in statement")


def _types_of(resource: Any, bucket_arn: str) -> frozenset[str]:
    """Whether a resource is the bucket, objects in it, or may be either; refused if it is neither."""
    if not isinstance(resource, str):
        raise PolicyRefused(SYNTAX)
    bucket, slash, _ = resource.partition("/")
    if not bucket.startswith("arn:") or not compile_glob((bucket,)).matches(bucket_arn):
        raise PolicyRefused("Policy has invalid resource")
    if slash:
        return frozenset({"object"})
    return EVERYTHING if bucket.endswith("*") else frozenset({"bucket"})


def _check_conditions(statement: Mapping[str, Any]) -> None:
    block = statement.get("Condition", {})
    for lines in block.values() if isinstance(block, Mapping) else ():
        if isinstance(lines, Mapping) and not all(is_condition_key(str(key)) for key in lines):
            raise PolicyRefused("Policy has an invalid condition key")
