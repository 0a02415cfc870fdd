"""What an organization lays over an account, read from moto's Organizations."""

from collections.abc import Iterator
from typing import Any

from moto.organizations.models import FakeRoot, OrganizationsBackend, organizations_backends
from moto.utilities.utils import PARTITION_NAMES

from s3_replication.core import Account
from s3_replication.iam import Policy

__all__ = ["organization_arn", "read_account"]

_SCP, _RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


def read_account(account: str) -> Account | None:
    """The account with its organization, None without one.

    Control policies do not act on the management account (Organizations User Guide, "Service control policies", "Resource control
    policies"), and only while their type is enabled in the root.
    """
    backend = _organization_of(account)
    if backend is None or backend.org is None:
        return None
    levels = _levels(backend, account)
    path = "/".join([backend.org.id, *[level.id for level in levels[:-1]], ""])
    bound = account != backend.org.master_account_id
    scps = _policies(levels, _SCP) if bound else ()
    return Account(account, scps, _policies(levels, _RCP) if bound else (), backend.org.id, path)


def _organization_of(account: str) -> OrganizationsBackend | None:
    owner, partition = organizations_backends.master_accounts.get(account, (account, ""))
    if owner not in organizations_backends:
        return None
    backends = organizations_backends[owner]
    names = [partition] if partition else PARTITION_NAMES
    known = [backends[name] for name in names if dict.__contains__(backends, name)]
    return next((backend for backend in known if any(each.id == account for each in backend.accounts)), None)


def _levels(backend: OrganizationsBackend, account: str) -> list[Any]:
    """From the root over the organizational units to the account itself."""
    levels: list[Any] = [next(each for each in backend.accounts if each.id == account)]
    while not isinstance(levels[0], FakeRoot):
        levels.insert(0, next(unit for unit in backend.ou if unit.id == levels[0].parent_id))
    return levels


def _policies(levels: list[Any], kind: str) -> tuple[tuple[Policy, ...], ...]:
    if all(kind != enabled["Type"] for enabled in levels[0].policy_types):
        return ()
    return tuple(tuple(_attached(level, kind)) for level in levels)


def _attached(level: Any, kind: str) -> Iterator[Policy]:
    return (Policy.parse(policy.content, f"{policy.name} {policy.arn}") for policy in level.attached_policies if policy.type == kind)


def organization_arn(account: str, name: str) -> str | None:
    """The ARN of a policy, account, unit or root of the account's organization, by its id."""
    backend = _organization_of(account)
    if backend is None:
        return None
    known: list[Any] = [*backend.accounts, *backend.ou, *backend.policies]
    return next((str(each.arn) for each in known if each.id == name), None)
