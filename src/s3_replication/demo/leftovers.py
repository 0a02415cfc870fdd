"""What a run on AWS left that Terraform's state does not list, found by the run's name and by its tag."""

from collections.abc import Iterator
from typing import Any

from s3_replication.aws import Connection, ask, calling
from s3_replication.demo.machine import Machine
from s3_replication.demo.record import Record
from s3_replication.iam import Unknown

__all__ = ["TAG", "find_leftovers", "tag_variables"]

TAG = "S3ReplicationDemo"


def tag_variables(name: str) -> dict[str, str]:
    """Variables that let the AWS provider tag everything of the run (its documentation, default_tags: TF_AWS_DEFAULT_TAGS_<tag_key>)."""
    return {f"TF_AWS_DEFAULT_TAGS_{TAG}": name}


def find_leftovers(machine: Machine, record: Record) -> list[str]:
    """The run's buckets and roles by name, and its keys by tag or description, in both accounts."""
    connections = {connection.account(): connection for connection in (machine.source, machine.destination)}
    found = [one for account, connection in connections.items() for one in _of_account(account, connection, record)]
    return sorted(found)


def _of_account(account: str, connection: Connection, record: Record) -> Iterator[str]:
    yield from (f"bucket {name} (account {account})" for name in connection.buckets(record.name))
    with calling("ListRoles", f"account {account}"):
        pages = list(connection.iam().get_paginator("list_roles").paginate())
    roles = (role["RoleName"] for page in pages for role in page["Roles"])
    yield from (f"role {name} (account {account})" for name in roles if name.startswith(record.name))
    for region in record.regions:
        with calling("ListKeys, DescribeKey or ListResourceTags", f"account {account} in {region}"):
            yield from (f"KMS key {key} (account {account}, {region})" for key in _keys(connection, region, record.name))


def _described(kms: Any, key_id: str) -> dict[str, Any] | None:
    """A key's description; None for a key whose policy lets nobody of the account read it, as none of the demo's does."""
    found = ask("DescribeKey", f"KMS key {key_id}", lambda: kms.describe_key(KeyId=key_id)["KeyMetadata"])
    return None if isinstance(found, Unknown) else found


def _keys(connection: Connection, region: str, name: str) -> list[str]:
    """Customer managed keys that are not waiting for their deletion."""
    kms = connection.kms(region)
    found = []
    for page in kms.get_paginator("list_keys").paginate():
        for each in page["Keys"]:
            key = _described(kms, each["KeyId"])
            if key is None or key.get("KeyManager") != "CUSTOMER" or key.get("KeyState") in ("PendingDeletion", "PendingReplicaDeletion"):
                continue
            if (
                name in key.get("Description", "")
                or {"TagKey": TAG, "TagValue": name} in kms.list_resource_tags(KeyId=each["KeyId"])["Tags"]
            ):
                found.append(each["KeyId"])
    return found
