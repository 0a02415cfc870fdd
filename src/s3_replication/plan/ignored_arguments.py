"""Arguments whose changes Terraform ignores: a refreshed state has the value on AWS, and only the configuration says what was meant.

Source: Terraform, "lifecycle meta-argument", ignore_changes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import calls, inside_module, module_path
from s3_replication.plan.instances import Instance
from s3_replication.plan.source import Source
from s3_replication.plan.source.matching import has_unknown
from s3_replication.plan.source.written_references import of_lifecycle
from s3_replication.plan.values import mapping

__all__ = ["with_configured_values"]

_Resource = Mapping[str, object]


def with_configured_values(
    resources: Sequence[_Resource], source: Source, read: Callable[[Sequence[_Resource]], Sequence[Instance]]
) -> tuple[Sequence[_Resource], frozenset[str]]:  # fmt: skip
    """The resources of a state with the configuration's values of such arguments, and the addresses that have one.

    `read` fills what is UNKNOWN in resources from the source. An argument that is not known in full, or that has a sensitive value, stays;
    and so do all if an input variable is sensitive, since its default is not marked.
    """
    ignored = {str(one.get("address")): set(_ignored(one, source)) for one in resources}
    if not any(ignored.values()) or _has_sensitive_variable(source):
        return resources, frozenset()
    opened = [_with(one, dict.fromkeys(ignored[str(one.get("address"))], UNKNOWN)) for one in resources]
    filled = {one.address: one.values for one in read(opened)}
    known = {
        address: {name: values[name] for name in names if name in values and not has_unknown(values[name])}
        for address, names in ignored.items()
        if (values := filled.get(address, {}))
    }
    return [_with(one, known.get(str(one.get("address")), {})) for one in resources], frozenset(one for one in known if known[one])


def _ignored(resource: _Resource, source: Source) -> Iterator[str]:
    path = calls(module_path(str(resource.get("address"))))
    address = inside_module(str(resource.get("address"))).partition("[")[0]
    names = of_lifecycle(source, path, address, "ignore_changes")
    block, values = source.block(path, address), mapping(resource.get("values"))
    if block is not None and "all" in names:
        names = frozenset([*block.body.attributes, *(one.type for one in block.body.blocks)])
    yield from (name for name in names if name in values and not has_unknown(values[name]))


def _has_sensitive_variable(source: Source) -> bool:
    return any("sensitive" in block.body.attributes for module in source.modules.values() for _, block in module.of("variable"))


def _with(resource: _Resource, values: Mapping[str, object]) -> _Resource:
    return {**resource, "values": {**mapping(resource.get("values")), **values}}
