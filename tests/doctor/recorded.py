"""What Terraform's state says of a pair of the local AWS, in the form of `terraform show -json`."""

import json
from collections.abc import Mapping
from typing import Any

from tests.local.conftest import Pair

__all__ = ["plan_of", "resource", "state_of"]

SECRET = "a-secret-that-nothing-may-print"


def resource(address: str, values: Mapping[str, Any], sensitive: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One resource of a state."""
    mode, _, rest = address.rpartition("data.")
    kind, _, name = rest.partition(".")
    shown = {"address": address, "mode": "data" if mode or address.startswith("data.") else "managed", "type": kind, "name": name}
    return {**shown, "values": dict(values), "sensitive_values": dict(sensitive or {})}


def state_of(pair: Pair, *more: Mapping[str, Any]) -> dict[str, Any]:
    """A state with what the pair has now, as the provider writes it, and with further resources."""
    iam = pair.aws.client("iam", pair.source_account)
    role, policy = iam.get_role(RoleName=pair.role)["Role"], iam.get_role_policy(RoleName=pair.role, PolicyName="replication")
    found = [
        resource("aws_iam_role.replication", {
            "arn": role["Arn"], "name": pair.role, "path": "/", "assume_role_policy": json.dumps(role["AssumeRolePolicyDocument"]),
            "permissions_boundary": "", "unique_id": role["RoleId"],
        }),
        resource("aws_iam_role_policy.replication", {
            "name": "replication", "role": pair.role, "policy": json.dumps(policy["PolicyDocument"]),
        }),
        resource("aws_s3_bucket_replication_configuration.this", _replication(pair), {"token": True}),
        resource("aws_s3_bucket_policy.destination", {
            "bucket": pair.destination, "policy": pair.at_destination.get_bucket_policy(Bucket=pair.destination)["Policy"],
        }),
    ]  # fmt: skip
    for side, name, region in (("source", pair.source, "us-east-1"), ("destination", pair.destination, pair.destination_region)):
        found.append(resource(f"aws_s3_bucket.{side}", {
            "arn": f"arn:aws:s3:::{name}", "bucket": name, "region": region, "object_lock_enabled": False,
            "versioning": [{"enabled": False, "mfa_delete": False}], "replication_configuration": [], "policy": "",
        }))  # fmt: skip
        found.append(
            resource(f"aws_s3_bucket_versioning.{side}", {"bucket": name, "versioning_configuration": [{"status": "Enabled"}], "mfa": None})
        )
        ownership = {"bucket": name, "rule": [{"object_ownership": "BucketOwnerEnforced"}]}
        found.append(resource(f"aws_s3_bucket_ownership_controls.{side}", ownership))
        default = {"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256", "kms_master_key_id": ""}]}
        rule = {**default, "bucket_key_enabled": False, "blocked_encryption_types": []}
        found.append(resource(f"aws_s3_bucket_server_side_encryption_configuration.{side}", {"bucket": name, "rule": [rule]}))
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": [*found, *more]}}}


def _replication(pair: Pair) -> dict[str, Any]:
    """The rule that the pair is made with."""
    destination = {"bucket": f"arn:aws:s3:::{pair.destination}", "account": "", "storage_class": "", "metrics": []}
    rule = {
        "id": "rule-1", "priority": 1, "status": "Enabled", "filter": [{"and": [], "prefix": None, "tag": []}], "prefix": "",
        "delete_marker_replication": [{"status": "Enabled"}], "destination": [destination], "source_selection_criteria": [],
    }  # fmt: skip
    return {"bucket": pair.source, "role": pair.role_arn, "rule": [rule], "token": SECRET}


def plan_of(pair: Pair, action: str, address: str) -> dict[str, Any]:
    """A plan of the same configuration, with one action for one resource."""
    state = state_of(pair)
    resources = state["values"]["root_module"]["resources"]
    written = [
        {"address": one["address"], "provider_config_key": f"aws{'.destination' if 'destination' in one['address'] else ''}"}
        for one in resources
    ]
    (shown,) = (one for one in resources if one["address"] == address)
    change = {"actions": [action], "before": shown["values"], "after": shown["values"], "after_unknown": {}}
    assumed = {"assume_role": [{"role_arn": {"constant_value": f"arn:aws:iam::{pair.destination_account}:role/deploy"}}]}
    providers = {"aws": {}, "aws.destination": {"alias": "destination", "expressions": assumed}}
    return {
        "format_version": "1.2",
        "planned_values": {},
        "prior_state": {"format_version": "1.0", "values": state["values"]},
        "configuration": {"provider_config": providers, "root_module": {"resources": written}},
        "resource_changes": [{**{name: shown[name] for name in ("address", "mode", "type", "name")}, "change": change}],
    }
