"""Decides every combination of features for a key, once for all keys of one shape."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.core import Bucket, Encryption, EncryptionKind, Engine
from s3_replication.findings.expectations import is_expected
from s3_replication.findings.groups.examples import change_of, example_version
from s3_replication.findings.groups.features import FEATURELESS_KINDS, Features, FeatureSpace
from s3_replication.findings.groups.key_shape import KeyRules, Shape
from s3_replication.findings.groups.partition import Ending, Partition, ending, partition
from s3_replication.findings.groups.tag_sets import TagSet, tag_sets
from s3_replication.iam import UNKNOWN

__all__ = ["CellDecisions", "ShapeDecisions"]

_UNDER_KEY: Final = Encryption(EncryptionKind.SSE_KMS, UNKNOWN)


@dataclass(frozen=True, slots=True)
class CellDecisions:
    """The combinations for the keys of one shape, and for each set of tags the first that selects the same rules."""

    partition: Partition
    tags: dict[TagSet, TagSet]


class ShapeDecisions:
    """Keeps the decisions of each shape."""

    def __init__(self, engine: Engine, source: Bucket, space: FeatureSpace) -> None:
        self._engine, self._source, self._space = engine, source, space
        self._known: dict[Shape, CellDecisions | str] = {}

    def of(self, key: str, rules: KeyRules, limit: int) -> CellDecisions | str:
        """The decisions for a key, or why there are too many of them."""
        if rules.shape not in self._known:
            sets = tag_sets(rules.rules)
            too_many = "the rules for some keys ask for tags in more than 4,096 combinations"
            self._known[rules.shape] = too_many if sets is None else self._decisions(key, rules, self._alike(key, rules, sets), limit)
        return self._known[rules.shape]

    def _alike(self, key: str, rules: KeyRules, sets: Sequence[TagSet]) -> dict[TagSet, TagSet]:
        """For each set of tags the first one that selects the same rules, for objects under a KMS key and for others."""
        first: dict[Hashable, TagSet] = {}
        alike = {}
        for tags in sets:
            plain, under_key = Features(tags=tags), Features(tags=tags, encryption=_UNDER_KEY)
            selected = (bool(tags), self._admitted(key, plain, rules), self._admitted(key, under_key, rules))
            alike[tags] = first.setdefault(selected, tags)
        return alike

    def _admitted(self, key: str, features: Features, rules: KeyRules) -> tuple[Ending, ...]:
        tasks = self._engine.admit(example_version(self._source, key, features), change_of(features))
        return tuple(ending(task, rules.rules) for task in tasks)

    def _decisions(self, key: str, rules: KeyRules, tags: dict[TagSet, TagSet], limit: int) -> CellDecisions | str:
        def result(features: Features) -> tuple[Ending, ...]:
            decision = self._engine.decide(example_version(self._source, key, features), change_of(features))
            return tuple(ending(task, rules.rules) for task in decision.tasks)

        def expected(features: Features) -> bool:
            return is_expected(self._source, example_version(self._source, key, features), change_of(features))

        combinations = self._space.combinations(tuple(dict.fromkeys(tags.values())))
        if len(combinations) > limit:
            return f"there are more than {limit} combinations of features"
        found = partition(combinations, self._space.base, result, expected)
        for kind in FEATURELESS_KINDS:
            features = Features(kind)
            found.results[features] = result(features)
            found.representative[features] = features
        return CellDecisions(found, tags)
