"""Enumerates the groups of a bucket: cells of keys, times combinations of features, less what a simpler group represents."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from s3_replication.core import Bucket, Change, Engine, Tag, Version, World
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.key_classes import BucketPatterns
from s3_replication.core.matching import rule_prefix
from s3_replication.findings.groups.comparisons import Match, comparisons
from s3_replication.findings.groups.examples import change_of, example_version, feature_words, object_class
from s3_replication.findings.groups.features import Features, FeatureSpace, feature_space
from s3_replication.findings.groups.key_cells import KeyCell, KeyCells, key_cells
from s3_replication.findings.groups.key_shape import KeyRules, rule_table
from s3_replication.findings.groups.key_words import ALL_KEYS, key_words
from s3_replication.findings.groups.model import Group, Groups, KeyGroup
from s3_replication.findings.groups.shape_decisions import CellDecisions, ShapeDecisions
from s3_replication.findings.groups.source_keys import source_keys
from s3_replication.findings.groups.stored_keys import StoredKeys
from s3_replication.findings.groups.tag_sets import selecting_tags
from s3_replication.iam import KeyPatterns, Unknown

__all__ = ["DEFAULT_LIMIT", "GroupFinder", "groups_of"]

DEFAULT_LIMIT = 100_000
MOST_CELLS = 3_000
"""Groups of keys that are enumerated; each has a dozen groups of objects and more."""
_SAMPLE = 20
"""Groups of keys that are decided where there are too many: the answer is UNKNOWN, and causes that they show still count."""


@dataclass(frozen=True, slots=True)
class _SortedCell:
    """One cell of keys: its words, the rules for it, and its combinations of features."""

    cell: KeyCell
    words: str
    rules: KeyRules
    decisions: CellDecisions

    def result(self, features: Features) -> Hashable:
        """The result of a combination, with the ids of this cell's rules."""
        endings = self.decisions.partition.results[features]
        return endings, tuple(None if one.rule is None else self.rules.rules[one.rule].id for one in endings)


class GroupFinder:
    """Finds the groups of any bucket of one fixed world; what the buckets share is read once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._engine = Engine(world)
        self._patterns = BucketPatterns(world)
        self._stored_keys = StoredKeys(world)

    def of(self, bucket: str, limit: int = DEFAULT_LIMIT) -> Groups:
        """The groups of one source bucket.

        `limit` bounds the places that the walk over keys visits, the combinations of features per cell, and the groups. Beyond it, and
        beyond MOST_CELLS, the groups of the shortest keys are a sample.
        """
        source = self._world.buckets.get(bucket)
        if source is None:
            return Groups((), False, f"bucket {bucket} is not known")
        patterns = self._patterns.of(source)
        space = feature_space(source, source_keys(self._world, source, self._stored_keys))
        enumeration = _Enumeration(self._engine, source, patterns, space)
        cells = key_cells(enumeration.compared, limit, MOST_CELLS)
        found, too_many = _sorted_cells(enumeration, cells, limit)
        found = found if cells.complete and not too_many else found[:_SAMPLE]
        beyond = ", ".join(self._patterns.beyond(source)) if patterns.each else ""
        whys = [
            f"{beyond}: compares keys with variables, or without regard to case" if beyond else "",
            "" if cells.complete else _too_many_keys(len(cells.cells), len(found)),
            "" if space.keys.complete else "policies compare the ARNs of KMS keys in too many ways to enumerate them",
            f"{too_many}, and those of {len(found):,} groups of keys are decided" if too_many and found else too_many,
        ]
        return _as_groups(enumeration, found, "; ".join(filter(None, whys)))


def groups_of(world: World, bucket: str, limit: int = DEFAULT_LIMIT) -> Groups:
    """`GroupFinder(world).of(bucket, limit)` for a single bucket."""
    return GroupFinder(world).of(bucket, limit)


class _Enumeration:
    """What the enumeration of one bucket needs."""

    def __init__(self, engine: Engine, source: Bucket, patterns: KeyPatterns, space: FeatureSpace) -> None:
        configuration = source.replication if isinstance(source.replication, ReplicationConfiguration) else None
        rules = () if configuration is None else configuration.rules
        prefixes = [rule_prefix(rule) for rule in rules]  # of disabled rules too: enabling one takes keys under its prefix alone
        self.source = source
        self.space = space
        self.compared = comparisons(patterns, [prefix for prefix in prefixes if not isinstance(prefix, Unknown)])
        self.table = rule_table(configuration)
        self.decisions = ShapeDecisions(engine, source, self.space)
        self._policies = comparisons(patterns)
        self._asked = frozenset[Tag]().union(*(rule.filter.tags for rule in rules if rule.filter is not None))

    def sorted(self, cell: KeyCell, words: str, limit: int) -> _SortedCell | str:
        """The cell's combinations, or why there are too many."""
        rules = self.table.of(cell.example, self._policies)
        found = self.decisions.of(cell.example, rules, limit)
        return found if isinstance(found, str) else _SortedCell(cell, words, rules, found)

    def group(self, features: Features, keys: KeyGroup) -> Group:
        """The group of a combination and of keys."""
        words = feature_words(features, self.space.base, self.space.keys, self._asked)
        return Group(
            object_class(features, self.space.base, self.source.default_encryption),
            keys,
            example_version(self.source, keys.example, features),
            change_of(features),
            f"{words}: {keys.pattern}",
            self.space.kms_key(features),
        )


def _sorted_cells(enumeration: _Enumeration, cells: KeyCells, limit: int) -> tuple[list[_SortedCell], str]:
    """The cells with their combinations, and why they are not all, or ""."""
    found: list[_SortedCell] = []
    size = 0
    for cell, words in _with_words(enumeration, cells):
        one = enumeration.sorted(cell, words, limit)
        if isinstance(one, str):
            return found, one
        size += len(one.decisions.partition.results)
        if size > limit:
            return found, f"there are more than {limit:,} groups of objects"
        found.append(one)
    return found, ""


def _with_words(enumeration: _Enumeration, cells: KeyCells) -> Iterator[tuple[KeyCell, str]]:
    """The cells and what distinguishes each from all others; if these are not all known, a sample of them and an example of each."""
    if not cells.complete:
        return ((cell, f"keys that compare like {cell.example}") for cell in cells.cells[:_SAMPLE])
    return zip(cells.cells, key_words(enumeration.compared, [cell.match for cell in cells.cells]), strict=True)


def _too_many_keys(cells: int, decided: int) -> str:
    many = f"more than {cells:,} groups of keys, of which {decided:,} are decided"
    return f"rules and policies compare keys in too many ways to enumerate them: there are {many}"


def _as_groups(enumeration: _Enumeration, found: Sequence[_SortedCell], why: str) -> Groups:
    general = set() if why else _general(found)
    held: dict[tuple[Match | None, Features], Group] = {}
    for one in found:
        for features in one.decisions.partition.results:
            place = None if features in general else one.cell.match
            if (place, features) not in held:
                keys = KeyGroup(ALL_KEYS if place is None else one.words, one.cell.example)
                held[place, features] = enumeration.group(features, keys)
    cells = {one.cell.match: one for one in found}

    def find(version: Version, change: Change) -> Group | None:
        one = cells.get(enumeration.compared.match(version.key)) if version.bucket == enumeration.source.name else None
        if one is None:
            return None
        asked = selecting_tags(version.tags, one.rules.rules)
        features = enumeration.space.find(version, change, one.decisions.tags[asked]) if asked in one.decisions.tags else None
        if features is None:
            return None
        simplest = one.decisions.partition.representative[features]
        return held[None if simplest in general else one.cell.match, simplest]

    return Groups(tuple(held.values()), not why, why, find)


def _general(found: Sequence[_SortedCell]) -> set[Features]:
    """The combinations that have one result for all keys."""
    results: dict[Features, list[Hashable]] = defaultdict(list)
    for one in found:
        for features in one.decisions.partition.results:
            results[features].append(one.result(features))
    return {features for features, all_of in results.items() if len(all_of) == len(found) and len(set(all_of)) == 1}
