"""What follows from the organizations of a caller and of a resource's owner."""

from dataclasses import replace

from s3_replication.core import Account
from s3_replication.iam import ContextValue, Multivalued, Request, Unknown

__all__ = ["organization_keys", "same_organization"]


def organization_keys(request: Request, own: Account, other: Account) -> Request:
    """The request with the condition keys of the caller's organization and of the resource's (IAM, global condition context keys)."""
    keys: dict[str, ContextValue] = {}
    for prefix, account in (("aws:principal", own), ("aws:resource", other)):
        if isinstance(account.organization, str) and isinstance(account.organization_path, str):
            keys[f"{prefix}orgid"] = (account.organization,)
            keys[f"{prefix}orgpaths"] = Multivalued((account.organization_path,))
    return replace(request, context={**request.context, **keys}) if keys else request


def same_organization(own: Account, other: Account) -> bool:
    """Whether both accounts are in one organization."""
    return own.organization is not None and not isinstance(own.organization, Unknown) and own.organization == other.organization
