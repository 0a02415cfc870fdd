"""The patterns with which a decision may compare an object's key: prefixes of rules, and patterns of policies and grants.

Two keys that match the same of these get the same decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.matching import bucket_name, rule_prefix
from s3_replication.core.model import Bucket, Key, World
from s3_replication.iam import Grant, KeyPatterns, Policy, Unknown, key_patterns, named_stems

__all__ = ["BucketPatterns", "KeyClasses", "patterns_of_world"]

MOST_PATTERNS = 64  # more cost more to compare with than a decision


class KeyClasses:
    """Sorts keys into classes: the world's decisions about two keys of one class are the same, but for the keys' own names."""

    def __init__(self, world: World) -> None:
        found = patterns_of_world(world)
        self._equals = found.equals
        self._longest = sorted(found.prefixes, key=len, reverse=True)
        self._sorts = not found.each and not found.patterns and len(found.prefixes) <= MOST_PATTERNS

    def class_of(self, key: str) -> tuple[str, str] | None:
        """The class of a key: itself where a pattern names it, and the longest prefix that it has; None where it has no class."""
        if not self._sorts:
            return None
        return key if key in self._equals else "", next((prefix for prefix in self._longest if key.startswith(prefix)), "")


def patterns_of_world(world: World) -> KeyPatterns:
    """Return every pattern in the world that can match one key and not another."""
    stems = _stems(world, world.buckets.values())
    found = key_patterns(_policies(world), _grants(world.keys.values()), stems)
    return replace(found, prefixes=found.prefixes.union(_rule_prefixes(world)) - {""})


class BucketPatterns:
    """What policies and grants compare in the keys of single buckets. It reads each KMS key of the world once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._any: list[Key] = []
        self._by_stem: dict[str, list[Key]] = {}
        for key in world.keys.values():
            stems = named_stems(_known([key.policy]), _grants([key]))
            if stems is None:
                self._any.append(key)
            for stem in stems or ():
                self._by_stem.setdefault(stem, []).append(key)

    def of(self, source: Bucket) -> KeyPatterns:
        """What can distinguish keys of a source bucket; the prefixes of its rules are not part of it."""
        stems = _stems(self._world, [source])
        found = key_patterns(self._policies(source, stems), _grants(self._keys(stems)), stems)
        return replace(found, prefixes=found.prefixes - {""})

    def beyond(self, source: Bucket) -> tuple[str, ...]:
        """Names of the policies that compare more of the bucket's keys than patterns: each key can have its own decision."""
        stems = _stems(self._world, [source])
        return tuple(policy.name for policy in self._policies(source, stems) if key_patterns([policy], (), stems).each)

    def _keys(self, stems: Iterable[str]) -> list[Key]:
        return [*self._any, *{key.arn: key for stem in stems for key in self._by_stem.get(stem, ())}.values()]

    def _policies(self, source: Bucket, stems: Iterable[str]) -> tuple[Policy, ...]:
        """Every policy that takes part in decisions about the bucket's versions, but keys' that compare no object of it."""
        if not isinstance(source.replication, ReplicationConfiguration):
            return ()
        world, role = self._world, source.replication.role
        names = {source.name, *map(bucket_name, _destinations(source))}
        buckets = {name: world.buckets[name] for name in names if name in world.buckets}
        roles = {role: world.roles[role]} if isinstance(role, str) and role in world.roles else {}
        return tuple(_policies(replace(world, buckets=buckets, keys={key.arn: key for key in self._keys(stems)}, roles=roles)))


def _destinations(source: Bucket) -> Iterator[str]:
    """ARNs of the destinations, as far as they are known."""
    for rule in source.replication.rules if isinstance(source.replication, ReplicationConfiguration) else ():
        if not isinstance(rule.destination.bucket, Unknown):
            yield rule.destination.bucket


def _stems(world: World, sources: Iterable[Bucket]) -> list[str]:
    """How ARNs of objects begin: in the buckets, and in their destinations, which a plan need not contain."""
    arns: dict[str, None] = {}
    for bucket in sources:
        arns |= dict.fromkeys([bucket.arn, *_destinations(bucket)])
    # A rule may write the ARN otherwise than the bucket does.
    held = {world.buckets[name].arn for name in map(bucket_name, arns) if name in world.buckets}
    return [f"{arn}/" for arn in [*arns, *sorted(held - arns.keys())]]


def _grants(keys: Iterable[Key]) -> Iterator[Grant]:
    """Grants that cannot be read leave every key alike."""
    return (grant for key in keys if not isinstance(key.grants, Unknown) for grant in key.grants)


def _rule_prefixes(world: World) -> Iterator[str]:
    for bucket in world.buckets.values():
        for rule in bucket.replication.rules if isinstance(bucket.replication, ReplicationConfiguration) else ():
            prefix = rule_prefix(rule)
            if not isinstance(prefix, Unknown):
                yield prefix


def _policies(world: World) -> Iterator[Policy]:
    for role in world.roles.values():
        yield from _known([*(() if isinstance(role.policies, Unknown) else role.policies), role.boundary])
    yield from _known(bucket.policy for bucket in world.buckets.values())
    yield from _known(key.policy for key in world.keys.values())
    for account in world.accounts.values():
        for level in account.known_levels:
            yield from level


def _known(policies: Iterable[Policy | Unknown | None]) -> Iterator[Policy]:
    return (policy for policy in policies if isinstance(policy, Policy))
