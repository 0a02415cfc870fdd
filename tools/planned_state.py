"""Makes the state of an applied configuration from its plan, so that further plans can start from it without an apply.

What only AWS knows is filled in where the module's conditions read it: ids, ARNs, and what a bucket shows of its settings. Everything else
that is unknown when planning stays null.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

__all__ = ["planned_resources", "state_of"]

Resource: TypeAlias = dict[str, Any]
_ACCOUNT, _REGION = "111111111111", "us-east-1"


def planned_resources(plan: Mapping[str, Any]) -> list[Resource]:
    """Every managed resource that the plan creates, with what AWS would fill in; `module` is the address of its module."""
    planned = [
        {**resource, "module": module, "values": dict(resource["values"])}
        for module, resource in _resources(plan["planned_values"]["root_module"])
        if resource["mode"] == "managed"
    ]
    for resource in planned:
        _fill(resource)
    for resource in planned:
        if resource["type"] == "aws_s3_bucket":
            _show_settings(resource["values"], resource["module"], planned)
    return planned


def state_of(copies: Mapping[str, list[Resource]]) -> Mapping[str, object]:
    """A state file. `copies` has, by the address of a module call, its resources, whose `module` is the path below that address."""
    entries: dict[tuple[str, str, str], dict[str, Any]] = {}
    for call, resources in copies.items():
        for resource in resources:
            module = f"{call}{resource['module']}"
            entry = entries.setdefault(
                (module, resource["type"], resource["name"]),
                {
                    "module": module,
                    "mode": "managed",
                    "type": resource["type"],
                    "name": resource["name"],
                    "provider": f'provider["{resource["provider_name"]}"]',
                    "instances": [],
                },
            )
            index = {"index_key": resource["index"]} if "index" in resource else {}
            entry["instances"].append({**index, "schema_version": resource["schema_version"], "attributes": resource["values"]})
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 1,
        "lineage": "planned",
        "outputs": {},
        "resources": list(entries.values()),
    }


def _resources(module: Mapping[str, Any]) -> Iterator[tuple[str, Resource]]:
    for resource in module.get("resources", []):
        yield module.get("address", ""), resource
    for child in module.get("child_modules", []):
        yield from _resources(child)


def _fill(resource: Resource) -> None:
    values, kind = resource["values"], resource["type"]
    values["id"] = values.get("bucket") or values.get("name") or resource["address"]
    if kind in ("aws_kms_key", "aws_kms_replica_key"):
        multi_region = kind == "aws_kms_replica_key" or values["multi_region"]
        values["key_id"] = f"{'mrk-' if multi_region else ''}{resource['index']}"
        values["id"], values["arn"] = values["key_id"], f"arn:aws:kms:{_REGION}:{_ACCOUNT}:key/{values['key_id']}"
    if kind == "terraform_data":
        values["input"] = values["output"] = {"value": values["input"], "type": "bool" if isinstance(values["input"], bool) else "string"}
    if kind == "aws_iam_role":
        values["arn"] = f"arn:aws:iam::{_ACCOUNT}:role{values['path']}{values['name']}"
        values["unique_id"] = f"AROA{resource['index']}"


def _show_settings(bucket: dict[str, Any], module: str, planned: list[Resource]) -> None:
    """What the provider reads back into a bucket: its default encryption, its replication rules, and whether it has Object Lock."""
    source = module.removesuffix(".module.bucket")
    beside = {resource["type"]: resource["values"] for resource in planned if resource["module"] == module}
    keys = [key["values"]["arn"] for key in planned if key["module"] == module and key["type"] in ("aws_kms_key", "aws_kms_replica_key")]
    encryption = beside["aws_s3_bucket_server_side_encryption_configuration"]
    default = encryption["rule"][0]["apply_server_side_encryption_by_default"][0]
    if default["sse_algorithm"] != "AES256":
        default.setdefault("kms_master_key_id", max(keys, default=None))  # "default", if retired, comes before "second"
    bucket["server_side_encryption_configuration"] = [{"rule": encryption["rule"]}]
    bucket["object_lock_enabled"] = "aws_s3_bucket_object_lock_configuration" in beside
    for resource in planned:
        if resource["module"] == source and resource["type"] == "aws_s3_bucket_replication_configuration":
            roles = [
                role["values"]["arn"] for role in planned if role["module"] == f"{source}.module.role" and role["type"] == "aws_iam_role"
            ]
            resource["values"] |= {"bucket": bucket["bucket"], "id": bucket["bucket"]}
            resource["values"].setdefault("role", roles[0] if roles else None)
            rules = [{"prefix": "", "filter": [{"prefix": _prefix(rule)}]} for rule in resource["values"]["rule"]]
            bucket["replication_configuration"] = [{"role": resource["values"]["role"], "rules": rules}]


def _prefix(rule: Mapping[str, Any]) -> str:
    chosen = rule["filter"][0]
    both = chosen.get("and") or [{}]
    return chosen.get("prefix") or both[0].get("prefix") or ""
