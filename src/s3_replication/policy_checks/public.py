"""Whether S3 calls a bucket policy public (User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public")."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any, Final

from s3_replication.iam import ACCOUNT_ID
from s3_replication.policy_checks.statements import listed, named_principals, statements

__all__ = ["is_public"]

# The page names these; aws:PrincipalArn and aws:PrincipalAccount are forms of "an AWS principal, user, role".
FIXED_KEYS: Final = frozenset({
    "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:userid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:sourceorgid", "aws:sourceorgpaths",
})  # fmt: skip
LIMITING: Final = re.compile(r"(forallvalues:|foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)")
WILD: Final = re.compile(r"[*?]|\$\{")
# "*" may replace the access point's name as long as the account is fixed (the page's note on s3:DataAccessPointArn).
ACCESS_POINT: Final = re.compile(rf"arn:[a-z-]+:s3:[a-z0-9-]+:{ACCOUNT_ID}:accesspoint/\*")
BROADEST: Final = {4: 8, 6: 32}  # "Values broader than /8 for IPv4 and /32 for IPv6"


def is_public(document: Mapping[str, Any]) -> bool:
    """Whether any Allow statement grants to more than fixed values; without Allow statements a policy is not public."""
    return any(_grants_publicly(statement) for statement in statements(document) if statement.get("Effect") == "Allow")


def _grants_publicly(statement: Mapping[str, Any]) -> bool:
    if "NotPrincipal" not in statement and all("*" not in str(name) for _, name in named_principals(statement)):
        return False
    return not any(
        _limits(str(operator).lower(), str(key).lower(), listed(values))
        for operator, lines in statement.get("Condition", {}).items()
        for key, values in lines.items()
    )


def _limits(operator: str, key: str, values: list[Any]) -> bool:
    """Whether a line of Condition lets only fixed values through."""
    if operator == "ipaddress" and key == "aws:sourceip":
        return bool(values) and all(_is_narrow(str(value)) for value in values)
    if operator.startswith("forallvalues:") or not LIMITING.fullmatch(operator) or key not in FIXED_KEYS or not values:
        return False
    return all(_is_fixed(key, str(value)) for value in values)


def _is_fixed(key: str, value: str) -> bool:
    if key == "s3:dataaccesspointarn" and ACCESS_POINT.fullmatch(value):
        return True
    return not WILD.search(value)


def _is_narrow(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= BROADEST[network.version]
