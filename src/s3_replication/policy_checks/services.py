"""Key, topic and queue policies: the principals and actions that KMS, SNS and SQS refuse.

Sources: KMS API Reference, PutKeyPolicy (MalformedPolicyDocumentException; 32 KB); SNS API Reference, SetTopicAttributes
(InvalidParameter); SQS API Reference, SetQueueAttributes (InvalidAttributeValue); SNS's texts as users reported them.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from s3_replication.iam import Policy, PolicyError, PolicyKind
from s3_replication.policy_checks.principals import Identify, PolicyRefused, invalid_principals
from s3_replication.policy_checks.statements import listed, statements

__all__ = ["check_key_policy", "check_queue_policy", "check_topic_policy"]

MAX_KEY_POLICY: Final = 32_768


def check_key_policy(text: str, partition: str, identify: Identify) -> None:
    """Raise PolicyRefused with KMS's message."""
    document = _read(text, "The new key policy is not valid JSON.")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_KEY_POLICY:
        raise PolicyRefused(f"The key policy is longer than {MAX_KEY_POLICY} bytes.")
    if next(invalid_principals(document, partition, identify), None) is not None:
        raise PolicyRefused("Policy contains a statement with one or more invalid principals.")
    try:
        Policy.parse(document, "default", PolicyKind.KEY)  # the only name of a key policy
    except PolicyError as error:
        raise PolicyRefused(str(error)) from None


def check_topic_policy(text: str, partition: str, identify: Identify) -> None:
    """Raise PolicyRefused with SNS's message."""
    document = _read(text, "Invalid parameter: Policy Error: null")
    if next(invalid_principals(document, partition, identify), None) is not None:
        raise PolicyRefused("Invalid parameter: Policy Error: PrincipalNotFound")
    if not _is_in_scope(document, "sns:"):
        raise PolicyRefused("Invalid parameter: Policy statement action out of service scope!")


def check_queue_policy(text: str, partition: str, identify: Identify) -> None:
    """Raise PolicyRefused with SQS's message."""
    wrong = "Invalid value for the parameter Policy."
    document = _read(text, wrong)
    if next(invalid_principals(document, partition, identify), None) is not None or not _is_in_scope(document, "sqs:"):
        raise PolicyRefused(wrong)


def _is_in_scope(document: Mapping[str, Any], service: str) -> bool:
    named = [action for statement in statements(document) for action in listed(statement.get("Action", statement.get("NotAction")))]
    return all(isinstance(action, str) and (action == "*" or action.lower().startswith(service)) for action in named)


def _read(text: str, message: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise PolicyRefused(message) from None
    if not isinstance(document, dict) or not statements(document):
        raise PolicyRefused(message)
    if not all(isinstance(each, Mapping) and _is_whole(each) for each in statements(document)):
        raise PolicyRefused(message)
    return document


def _is_whole(statement: Mapping[str, Any]) -> bool:
    pairs = (("Principal", "NotPrincipal"), ("Action", "NotAction"))
    return statement.get("Effect") in ("Allow", "Deny") and all(plain in statement or negated in statement for plain, negated in pairs)
