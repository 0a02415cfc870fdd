"""Principals of resource policies: which AWS refuses, and the unique ids that it keeps in place of ARNs.

Source: IAM User Guide, "AWS JSON policy elements: Principal": an ARN of a user or role is kept as its unique id; once the user or
role is deleted, the policy shows the id, and the same name made anew does not bring the permission back.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from s3_replication.iam import ACCOUNT_ID, is_account_id
from s3_replication.policy_checks.statements import listed, named_principals, statements

__all__ = ["Identify", "PolicyRefused", "invalid_principals", "with_id"]

# The unique id of an existing user or role by its ARN, and the id itself if it is an existing one's; None for what does not exist.
Identify = Callable[[str], str | None]

UNIQUE_ID: Final = re.compile(r"A(ROA|IDA)[A-Z0-9]{8,124}")
ROOT: Final = re.compile(rf"arn:[a-z-]+:iam::{ACCOUNT_ID}:root")
ENTITY: Final = re.compile(rf"arn:[a-z-]+:iam::{ACCOUNT_ID}:(role|user)/[\w+=,.@/-]+")
SESSION: Final = re.compile(rf"arn:[a-z-]+:sts::{ACCOUNT_ID}:(assumed-role/[\w+=,.@-]+/[\w+=,.@-]+|federated-user/[\w+=,.@-]+)")
# Origin access identities (CloudFront Developer Guide, "Use an origin access identity").
CLOUDFRONT: Final = re.compile(r"arn:[a-z-]+:iam::cloudfront:user/CloudFront Origin Access Identity E[A-Z0-9]+")
OTHER: Final = {
    "Service": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?"),
    "CanonicalUser": re.compile(r"[0-9a-f]{64}"),
    "Federated": re.compile(r".+"),
}


class PolicyRefused(Exception):
    """A document that AWS does not take; the text is the message of AWS's error."""


def invalid_principals(document: Mapping[str, Any], partition: str, identify: Identify) -> Iterator[tuple[str, Any]]:
    """The principals of a document that do not exist or cannot be one."""
    for statement in statements(document):
        for kind, name in named_principals(statement):
            if not isinstance(name, str) or not _is_valid(kind, name, partition, identify):
                yield kind, name


def _is_valid(kind: str, name: str, partition: str, identify: Identify) -> bool:
    if kind != "AWS":
        return kind in OTHER and OTHER[kind].fullmatch(name) is not None
    if name == "*" or is_account_id(name):
        return True
    if UNIQUE_ID.fullmatch(name) or ENTITY.fullmatch(name):
        return (UNIQUE_ID.fullmatch(name) is not None or name.startswith(f"arn:{partition}:")) and identify(name) is not None
    return name.startswith(f"arn:{partition}:") and any(form.fullmatch(name) for form in (ROOT, SESSION, CLOUDFRONT))


def with_id(text: str, arn: str, unique_id: str) -> str:
    """The document as AWS shows it once the user or role has gone: its unique id instead of its ARN."""
    if arn not in text:
        return text
    document = json.loads(text)
    for statement in statements(document):
        for element in ("Principal", "NotPrincipal"):
            value = statement.get(element)
            if isinstance(value, dict) and "AWS" in value:
                names = [unique_id if name == arn else name for name in listed(value["AWS"])]
                value["AWS"] = names if isinstance(value["AWS"], list) else names[0]
    return json.dumps(document)
