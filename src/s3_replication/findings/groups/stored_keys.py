"""The KMS keys of a world by account and Region, with a number for their contents."""

from dataclasses import dataclass

from s3_replication.core import Key, World
from s3_replication.iam import Policy

__all__ = ["StoredKey", "StoredKeys"]


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key; keys with the same number in `contents` differ in their names only."""

    arn: str
    contents: int
    aws_managed: bool


class StoredKeys:
    """Reads every key of the world once, for any number of buckets."""

    def __init__(self, world: World) -> None:
        self._by_stem: dict[str, list[StoredKey]] = {}
        numbers: dict[object, list[tuple[object, int]]] = {}
        for count, (arn, key) in enumerate(world.keys.items()):
            contents = _contents(key)
            # Grants hold mappings, which have no hash, so equal keys are searched among those with as much in common.
            similar = numbers.setdefault((key.state, key.aws_managed, _policy_hash(key)), [])
            number = next((one for other, one in similar if other == contents), count)
            if number == count:
                similar.append((contents, number))
            self._by_stem.setdefault(arn[: arn.rfind("/") + 1], []).append(StoredKey(arn, number, key.aws_managed))

    def of(self, stem: str) -> list[StoredKey]:
        """The keys whose ARNs begin with a stem that ends in "key/"."""
        return self._by_stem.get(stem, [])


def _policy_contents(key: Key) -> object:
    """The policy without its name and the labels of its statements."""
    if not isinstance(key.policy, Policy):
        return key.policy
    return tuple((one.effect, one.actions, one.principals, one.resources, one.conditions) for one in key.policy.statements)


def _policy_hash(key: Key) -> int:
    return hash(_policy_contents(key))


def _contents(key: Key) -> tuple[object, ...]:
    """What decisions read of a key, apart from its name."""
    return key.state, _policy_contents(key), key.grants, key.aws_managed, key.traits
