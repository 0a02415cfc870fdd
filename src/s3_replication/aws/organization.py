"""The control policies that an organization lays over an account, read from AWS Organizations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.aws.all_known import all_known
from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import Account
from s3_replication.iam import UNKNOWN, Policy, Unknown

__all__ = ["read_account"]

_SCP: Final = "SERVICE_CONTROL_POLICY"
_RCP: Final = "RESOURCE_CONTROL_POLICY"


@dataclass(frozen=True, slots=True)
class _Organization:
    """The organization of an account: its id, and the management account, which control policies do not bind."""

    id: str
    management: str


def read_account(connections: Mapping[str, Connection], account: str) -> Account:
    """The account with its control policies: () without an organization, UNKNOWN where no connection may read them.

    The management account may read them and, where it delegates that, a member account (Organizations API Reference, "API operations by
    account"). Raises AwsError for any other refusal.
    """
    organization = connections[account].once(_organization)
    if organization is None:
        return Account(account)
    if isinstance(organization, Unknown):
        return Account(account, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    likeliest = dict.fromkeys((organization.management, account, *connections))
    for reader in (connections[name] for name in likeliest if name in connections):
        found = reader.once(_account, organization, account)
        if not isinstance(found, Unknown):
            return found
    exempt = account == organization.management
    return Account(account, () if exempt else UNKNOWN, () if exempt else UNKNOWN, organization.id, UNKNOWN)


def _organization(connection: Connection) -> _Organization | Unknown | None:
    client = connection.organizations()
    found = ask("DescribeOrganization", "the account", lambda: client.describe_organization()["Organization"])
    return found if found is None or isinstance(found, Unknown) else _Organization(found["Id"], found["MasterAccountId"])


def _account(connection: Connection, organization: _Organization, account: str) -> Account | Unknown:
    """The account as the organization binds it; UNKNOWN as soon as a part may not be read, as in every function below."""
    levels = _levels(connection, account)
    enabled = connection.once(_enabled) if not isinstance(levels, Unknown) else UNKNOWN
    if isinstance(levels, Unknown) or isinstance(enabled, Unknown):
        return UNKNOWN
    bound = account != organization.management
    scps = _policies(connection, levels, _SCP) if bound and _SCP in enabled else ()
    rcps = _policies(connection, levels, _RCP) if bound and _RCP in enabled else ()
    if isinstance(scps, Unknown) or isinstance(rcps, Unknown):
        return UNKNOWN
    return Account(account, scps, rcps, organization.id, "/".join([organization.id, *levels[:-1], ""]))


def _levels(connection: Connection, account: str) -> tuple[str, ...] | Unknown:
    """The ids from the root over the organizational units to the account."""
    found: tuple[str, ...] = (account,)
    while not found[0].startswith("r-"):
        parent = connection.once(_parent, found[0])
        if isinstance(parent, Unknown):
            return UNKNOWN
        found = (parent, *found)
    return found


def _parent(connection: Connection, child: str) -> str | Unknown:
    found = ask("ListParents", child, lambda: connection.organizations().list_parents(ChildId=child)["Parents"])
    return str(found[0]["Id"]) if found and not isinstance(found, Unknown) else UNKNOWN


def _enabled(connection: Connection) -> frozenset[str] | Unknown:
    """The types of policies that are enabled in the root."""
    found = ask("ListRoots", "the organization", lambda: connection.organizations().list_roots()["Roots"])
    if found is None or isinstance(found, Unknown):
        return UNKNOWN
    return frozenset(str(one["Type"]) for root in found for one in root.get("PolicyTypes", ()) if one["Status"] == "ENABLED")


def _policies(connection: Connection, levels: tuple[str, ...], kind: str) -> tuple[tuple[Policy, ...], ...] | Unknown:
    return all_known([connection.once(_attached, level, kind) for level in levels])


def _attached(connection: Connection, target: str, kind: str) -> tuple[Policy, ...] | Unknown:
    pages = connection.organizations().get_paginator("list_policies_for_target").paginate(TargetId=target, Filter=kind)
    listed = ask("ListPoliciesForTarget", target, lambda: [(one["Id"], one["Name"]) for page in pages for one in page["Policies"]])
    if listed is None or isinstance(listed, Unknown):
        return UNKNOWN
    return all_known([connection.once(_policy, policy_id, name) for policy_id, name in listed])


def _policy(connection: Connection, policy_id: str, name: str) -> Policy | Unknown:
    client = connection.organizations()
    content = ask("DescribePolicy", policy_id, lambda: client.describe_policy(PolicyId=policy_id)["Policy"]["Content"])
    return Policy.read(content, name) if isinstance(content, str) else UNKNOWN
