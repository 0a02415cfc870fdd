"""Whether the rules of a replication configuration come from dynamic blocks, which the configuration of a plan does not show."""

from s3_replication.plan.instances import Instance
from s3_replication.plan.values import items, mapping

__all__ = ["has_dynamic_rules"]


def has_dynamic_rules(rules: Instance) -> bool:
    """Whether the plan has blocks in the rules that the configuration does not show."""
    name = "rule" if rules.type != "aws_s3_bucket" else "replication_configuration"
    return _lacks(rules.configuration.expressions.get(name), rules.values.get(name))


def _lacks(written: object, values: object) -> bool:
    """Whether nested blocks of the values are missing in what is written."""
    blocks = [mapping(one) for one in items(values)]
    if len(items(written)) != len(blocks):
        return bool(blocks)
    return any(
        _lacks(mapping(wrote).get(name), nested)
        for wrote, value in zip(items(written), blocks, strict=True)
        for name, nested in value.items()
        if any(mapping(one) for one in items(nested))
    )
