"""Where an expression is evaluated: the module instance, the instance's index, and the names that for expressions bind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from s3_replication.plan.address import ModulePath
from s3_replication.plan.instances import Instance
from s3_replication.plan.source.nodes import Node

__all__ = ["EvaluationScope"]


@dataclass(frozen=True, slots=True)
class EvaluationScope:
    """`key` is the index of the instance as written, `for_each` the expression behind it, `own` the instance that `self` means.

    A template file sees nothing but its variables: `sealed`.
    """

    module: ModulePath
    key: str = ""
    for_each: Node | None = None
    own: Instance | None = None
    names: Mapping[str, object] = field(default_factory=dict)
    sealed: bool = False

    def bind(self, names: Mapping[str, object]) -> "EvaluationScope":
        """The scope inside a for expression, a dynamic block or a template directive."""
        return replace(self, names={**self.names, **names})

    def around(self) -> "EvaluationScope":
        """The scope of the expression that made the index."""
        return EvaluationScope(self.module)
