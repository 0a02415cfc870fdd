"""The request's context: the keys that the caller of this package gives, and those that follow from the principal alone.

Source: IAM User Guide, "AWS global condition context keys" and "Variables and tags" (principal key values).
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from s3_replication.iam.caller import Principal, PrincipalKind
from s3_replication.iam.model import ContextValue
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Unknown

__all__ = ["Values", "lookup_of", "principal_keys"]

Values: TypeAlias = tuple[str | Beginning, ...] | Unknown

TAG: Final = "aws:principaltag/"
TYPES: Final = {
    PrincipalKind.ROLE_SESSION: "AssumedRole",
    PrincipalKind.USER: "User",
    PrincipalKind.ROOT: "Account",
    PrincipalKind.ANONYMOUS: "Anonymous",
}


def principal_keys(principal: Principal) -> dict[str, Values]:
    """Keys that every request of this principal has, by lower-case name; a service has those of AWS services instead."""
    keys: dict[str, Values] = {f"{TAG}{name.lower()}": (value,) for name, value in principal.tags.items()}
    if principal.kind is PrincipalKind.SERVICE:
        return keys | {"aws:principalisawsservice": ("true",), "aws:principalservicename": (principal.arn,)}
    keys |= {"aws:principaltype": (TYPES[principal.kind],)}
    if principal.kind is PrincipalKind.ANONYMOUS:
        return keys
    keys |= {"aws:principalarn": (principal.arn,), "aws:principalaccount": (principal.account,), "aws:userid": user_id(principal)}
    if principal.kind is PrincipalKind.USER:
        keys |= {"aws:username": (principal.arn.split("/")[-1],)}
    return keys


def user_id(principal: Principal) -> Values:
    """aws:userid: the account for its root, the unique id of a user, and of a session the role's with the session's name."""
    if principal.kind is PrincipalKind.ROOT:
        return (principal.account,)
    if isinstance(principal.unique_id, Unknown):
        return UNKNOWN
    if principal.kind is PrincipalKind.USER:
        return (principal.unique_id,)
    if isinstance(principal.session_name, Unknown):
        return (Beginning(f"{principal.unique_id}:"),)
    return (f"{principal.unique_id}:{principal.session_name}",)


def lookup_of(context: Mapping[str, ContextValue], derived: Mapping[str, Values]) -> Lookup:
    """How conditions read the context: what is given comes before what is derived; None is an absent key."""

    def lookup(key: str) -> Values | None:
        return context[key] if key in context else derived.get(key)

    return lookup
