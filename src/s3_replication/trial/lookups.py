"""The buckets, keys and roles that data sources look up, by the arguments in the source: a plan can be made once they exist."""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.plan import Instance, Source, read_plan
from s3_replication.plan.expressions import references
from s3_replication.plan.values import blocks, mapping, text

__all__ = ["has_lookups", "looked_up_name", "lookups"]

_ARGUMENTS: Final = {
    "aws_s3_bucket": ("bucket",), "aws_kms_key": ("key_id",), "aws_kms_alias": ("name",), "aws_iam_role": ("name",),
    "aws_iam_policy": ("arn", "name"),
}  # fmt: skip


def has_lookups(source: Source) -> bool:
    """Whether the configuration has a data source of a bucket, key, role or policy."""
    kinds = tuple(f"data.{kind}." for kind in _ARGUMENTS)
    return any(address.startswith(kinds) for module in source.modules.values() for address in module.blocks)


def lookups(plan: Mapping[str, object], source: Source, accounts: Mapping[str, str]) -> tuple[Instance, ...]:
    """Those data sources, as the plan has read them, else with the arguments that the source's expressions give."""
    root = mapping(mapping(plan.get("configuration")).get("root_module"))
    read = [one for one in read_plan(plan, accounts=accounts).parts.instances if one.mode == "data" and looked_up_name(one)]
    seen = {one.address.removesuffix(one.key) for one in read}
    added = [one for one in _unread(root, "") if one["address"] not in seen]
    reading = read_plan({**plan, "resource_changes": [*blocks(plan, "resource_changes"), *added]}, accounts=accounts, source=source)
    known = {str(entry["address"]) for entry in added}
    return (*read, *(one for one in reading.parts.instances if one.address in known))


def looked_up_name(instance: Instance) -> str | None:
    """The name, id or ARN that a data source looks up; None if it is not known before apply."""
    for argument in _ARGUMENTS.get(instance.type, ()):
        found = text(instance.values.get(argument))
        if isinstance(found, str):
            return found
    return None


def _unread(module: Mapping[str, object], prefix: str) -> Iterator[Mapping[str, object]]:
    for resource in blocks(module, "resources"):
        arguments = _ARGUMENTS.get(str(resource.get("type")), ())
        if resource.get("mode") == "data" and arguments:
            yield _entry(resource, f"{prefix}{resource['address']}", arguments)
    for name, call in mapping(module.get("module_calls")).items():
        yield from _unread(mapping(mapping(call).get("module")), f"{prefix}module.{name}.")


def _entry(resource: Mapping[str, object], address: str, arguments: tuple[str, ...]) -> Mapping[str, object]:
    """A constant argument is known; any other is left to the source."""
    written = {name: one for name, one in mapping(resource.get("expressions")).items() if name in arguments}
    known = {name: mapping(one).get("constant_value") for name, one in written.items() if not references(one)}
    unknown = {name: True for name in written if known.get(name) is None}
    change = {"actions": ["read"], "before": None, "after": known, "after_unknown": unknown}
    return {"address": address, "mode": "data", "type": resource["type"], "name": resource["name"], "change": change}
