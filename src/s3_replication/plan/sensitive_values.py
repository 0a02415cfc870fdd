"""A plan or state without its sensitive values: each of them is UNKNOWN, so that nothing prints or keeps it.

Source: Terraform, "JSON Output Format": sensitive_values, before_sensitive and after_sensitive mark the values with true.
"""

from collections.abc import Iterator, Mapping

from s3_replication.plan.values import blocks, mapping, overlay

__all__ = ["without_sensitive_changes", "without_sensitive_values", "without_sensitive_variables"]

_NAMES = ("address", "mode", "type", "name", "index")
_OWN = "aws_"


def without_sensitive_values(module: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """AWS's resources of a state's module and of those below it; an address has the module's path.

    Deposed objects, which a replacement left behind under the same address, are not part of them.
    """
    for one in blocks(module, "resources"):
        if str(one.get("type")).startswith(_OWN) and one.get("deposed_key") is None:
            values = overlay(one.get("values"), one.get("sensitive_values"))
            yield {**{name: one.get(name) for name in _NAMES}, "values": values}
    for child in blocks(module, "child_modules"):
        yield from without_sensitive_values(child)


def without_sensitive_changes(plan: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The changes of AWS's resources in one list of a plan: resource_changes or resource_drift."""
    return [_change(one) for one in blocks(plan, name) if str(one.get("type")).startswith(_OWN)]


def _change(change: Mapping[str, object]) -> Mapping[str, object]:
    body = mapping(change.get("change"))
    values = {side: overlay(body.get(side), body.get(f"{side}_sensitive")) for side in ("before", "after")}
    return {**change, "change": {"actions": body.get("actions"), "after_unknown": body.get("after_unknown"), **values}}


def without_sensitive_variables(plan: Mapping[str, object]) -> Mapping[str, object]:
    """The root module's input variables, without those that the configuration marks as sensitive."""
    declared = mapping(mapping(mapping(plan.get("configuration")).get("root_module")).get("variables"))
    return {
        name: given for name, given in mapping(plan.get("variables")).items() if mapping(declared.get(name)).get("sensitive") is not True
    }
