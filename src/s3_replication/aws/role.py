"""One IAM role: trust, inline and attached policies, boundary."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from s3_replication.aws.all_known import all_known
from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import Role
from s3_replication.iam import UNKNOWN, Arn, Policy, Unknown

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

__all__ = ["read_role"]


def read_role(connection: Connection, arn: str) -> Role | None:
    """Return the role, or None if it does not exist. What the caller may not read is UNKNOWN."""
    parsed = Arn.parse(arn)
    account, name = parsed.account, parsed.name
    iam = connection.iam()
    answer = ask("GetRole", arn, lambda: iam.get_role(RoleName=name)["Role"])
    if answer is None:
        return None
    if isinstance(answer, Unknown):
        return Role(arn, account, trust=UNKNOWN, policies=UNKNOWN, boundary=UNKNOWN)
    role: dict[str, Any] = dict(answer)
    boundary = role.get("PermissionsBoundary")
    return Role(
        arn=role["Arn"],
        account=account,
        trust=Policy.read(role["AssumeRolePolicyDocument"], f"trust policy of role {name}"),
        policies=_policies(connection, name),
        boundary=_managed(iam, boundary["PermissionsBoundaryArn"]) if boundary else None,
        unique_id=role["RoleId"],
        last_used=role.get("RoleLastUsed", {}).get("LastUsedDate"),
        tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
    )


def _policies(connection: Connection, name: str) -> tuple[Policy, ...] | Unknown:
    """Every identity policy; UNKNOWN as soon as one of them cannot be read, since it may allow or deny."""
    iam = connection.iam()
    inline_pages = iam.get_paginator("list_role_policies").paginate(RoleName=name)
    attached_pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
    listings: list[Callable[[], Any]] = [
        lambda: ask("ListRolePolicies", name, lambda: [entry for page in inline_pages for entry in page["PolicyNames"]]),
        lambda: ask("ListAttachedRolePolicies", name, lambda: [entry for page in attached_pages for entry in page["AttachedPolicies"]]),
    ]
    inline, attached = connection.together(listings)
    if inline is None or attached is None or isinstance(inline, Unknown) or isinstance(attached, Unknown):
        return UNKNOWN
    reads = [partial(_inline, iam, name, entry) for entry in inline]
    return all_known(connection.together([*reads, *(partial(_managed, iam, entry["PolicyArn"]) for entry in attached)]))


def _inline(iam: "IAMClient", role: str, name: str) -> Policy | Unknown:
    answer = ask("GetRolePolicy", f"{role}/{name}", lambda: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
    # A policy deleted between the listing and the read is UNKNOWN: the next read is consistent.
    return UNKNOWN if answer is None or isinstance(answer, Unknown) else Policy.read(answer, f"inline policy {name}")


def _managed(iam: "IAMClient", arn: str) -> Policy | Unknown:
    version = ask("GetPolicy", arn, lambda: iam.get_policy(PolicyArn=arn)["Policy"].get("DefaultVersionId", ""))
    if not isinstance(version, str):
        return UNKNOWN
    answer = ask("GetPolicyVersion", arn, lambda: iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])
    return UNKNOWN if answer is None or isinstance(answer, Unknown) else Policy.read(answer, f"managed policy {arn}")
