"""The request's context: the keys that the caller of this package gives, and those that follow from the principal alone.

Source: IAM User Guide, "AWS global condition context keys" and "Variables and tags" (principal key values).
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from s3_replication.iam.principal import Principal, PrincipalKind
from s3_replication.iam.request_context import ContextValue
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import PRESENT, Beginning, Multivalued, Unknown

__all__ = ["UNKNOWN_RESOURCE_TAGS", "Values", "lookup_of", "principal_keys"]

Values: TypeAlias = tuple[str | Beginning, ...] | Unknown

TAG: Final = "aws:principaltag/"
TYPES: Final = {
    PrincipalKind.ROLE_SESSION: "AssumedRole",
    PrincipalKind.FEDERATED_USER: "FederatedUser",
    PrincipalKind.USER: "User",
    PrincipalKind.ROOT: "Account",
}
ANONYMOUS_KEYS: Final[Mapping[str, Values]] = {
    "aws:principaltype": ("Anonymous",),
    "aws:principalaccount": ("anonymous",),
    "aws:userid": ("anonymous",),
}


def principal_keys(principal: Principal) -> dict[str, Values]:
    """Keys that every request of this principal has, by lower-case name."""
    tags: dict[str, Values] = {f"{TAG}{name.lower()}": (value,) for name, value in principal.tags.items()}
    if principal.kind is PrincipalKind.SERVICE:
        return tags | service_keys(principal.arn)
    if principal.kind is PrincipalKind.ANONYMOUS:
        return {**tags, **ANONYMOUS_KEYS}
    keys: dict[str, Values] = {
        "aws:principaltype": (TYPES[principal.kind],),
        "aws:principalarn": principal_arn(principal),
        "aws:principalaccount": (principal.account,),
        "aws:principalisawsservice": ("false",),  # "also false if the service uses a service role"
        "aws:userid": user_id(principal),
    }
    if principal.kind is PrincipalKind.USER:
        keys["aws:username"] = (principal.arn.split("/")[-1],)
    if principal.is_session:
        keys["aws:tokenissuetime"] = PRESENT  # a session has temporary credentials
    return tags | keys


def service_keys(name: str) -> dict[str, Values]:
    """Keys of an AWS service that calls as itself: those of "all requests" are there, with a value that AWS does not document."""
    return {
        "aws:principalisawsservice": ("true",),
        "aws:principalservicename": (name,),
        # A service may have further names, such as one per Region.
        "aws:principalservicenameslist": Multivalued((name, *PRESENT)),
        "aws:principaltype": PRESENT,
        "aws:principalaccount": PRESENT,
        "aws:userid": PRESENT,
    }


def principal_arn(principal: Principal) -> Values:
    """aws:PrincipalArn: of a role's session the role, of a federated user the session."""
    if principal.kind is not PrincipalKind.FEDERATED_USER:
        return (principal.arn,)
    return named(principal.session_beginning, principal)


def named(beginning: str, principal: Principal) -> Values:
    """A value that ends in the name of the session."""
    if isinstance(principal.session_name, Unknown):
        return (Beginning(beginning),)
    return (beginning + principal.session_name,)


def user_id(principal: Principal) -> Values:
    """aws:userid: the account for its root, the unique id of a user, and of a session the role's with the session's name.

    Of a federated user it is the account with the session's name.
    """
    if principal.kind is PrincipalKind.ROOT:
        return (principal.account,)
    if principal.kind is PrincipalKind.FEDERATED_USER:
        return named(f"{principal.account}:", principal)
    if isinstance(principal.unique_id, Unknown):
        return PRESENT
    if principal.kind is PrincipalKind.USER:
        return (principal.unique_id,)
    return named(f"{principal.unique_id}:", principal)


UNKNOWN_RESOURCE_TAGS: Final = "aws:resourcetag/"
"""With the value UNKNOWN, this key says that the tags of the resource are not known."""


def lookup_of(context: Mapping[str, ContextValue], derived: Mapping[str, Values]) -> Lookup:
    """How conditions read the context: what is given comes before what is derived; None is an absent key."""

    def lookup(key: str) -> Values | None:
        found = context.get(key)
        if found is None and key.startswith(UNKNOWN_RESOURCE_TAGS):
            found = context.get(UNKNOWN_RESOURCE_TAGS)
        return derived.get(key) if found is None else found

    return lookup
