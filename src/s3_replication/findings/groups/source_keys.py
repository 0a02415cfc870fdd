"""The KMS keys that objects of a source bucket may be encrypted with, as far as decisions distinguish them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from s3_replication.core import KMS_KINDS, Bucket, World, partition_of
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.findings.groups.comparisons import Comparisons, Match, comparisons
from s3_replication.findings.groups.key_cells import KeyCell, key_cells
from s3_replication.findings.groups.stored_keys import StoredKey, StoredKeys
from s3_replication.iam import Policy, Unknown, key_patterns

__all__ = ["EXAMPLE_KEY", "KeyUse", "SourceKey", "SourceKeys", "source_keys"]

EXAMPLE_KEY: Final = "00000000-0000-4000-8000-000000000000"
"""The id of the example for all keys that are not in the configuration."""
_MOST_PLACES: Final = 20_000


class KeyUse(StrEnum):
    """Why an object may be under the key: the bucket's default, the AWS managed key, named by the role's policies, or another key."""

    DEFAULT = "default"
    AWS_MANAGED = "aws-managed"
    NAMED = "named"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A key as a version names it (None: aws/s3); it represents every key about which the decisions are the same."""

    arn: str | Unknown | None
    use: KeyUse
    words: str


@dataclass(frozen=True, slots=True)
class SourceKeys:
    """The keys to try, and which of them represents a given key."""

    choices: tuple[SourceKey, ...]
    complete: bool
    _known: dict[str | Unknown | None, SourceKey]
    _outside: dict[Match, SourceKey]
    _compared: Comparisons
    _stem: str

    def representative(self, arn: str | Unknown | None) -> SourceKey | None:
        """The choice for a key of the bucket's account and Region; None for a key that its objects cannot have, or that is not known."""
        known = self._known.get(arn)
        if known is not None or not isinstance(arn, str) or not arn.startswith(self._stem):
            return known
        return self._outside.get(self._compared.match(arn[len(self._stem) :]))


def source_keys(world: World, source: Bucket, stored_keys: StoredKeys) -> SourceKeys:
    """The bucket's default key, aws/s3, and keys of the bucket's account and Region: those that policies name, one of each kind that the
    world has (same state, policy and grants), and one that the world does not have per pattern that the role's policies compare."""
    stem = f"arn:{partition_of(source.arn)}:kms:{source.region}:{source.account}:key/"
    compared = comparisons(key_patterns(_policies(world, source), (), [stem]))
    cells = key_cells(compared, _MOST_PLACES)
    first = list(_default(source))
    if all(one.arn is not None for one in first):
        first.append(SourceKey(None, KeyUse.AWS_MANAGED, "aws/s3"))
    known = {one.arn: one for one in first}
    stored = stored_keys.of(stem)
    known |= {one.arn: known[None] for one in stored if one.aws_managed and one.arn not in known}
    inside = _in_world(stored, stem, compared, known)
    outside = {cell.match: _not_in_world(world, stem, compared, cell) for cell in cells.cells}
    found = {match: one for match, one in outside.items() if one is not None}
    choices = dict.fromkeys([*first, *inside.values(), *found.values()])
    return SourceKeys(tuple(choices), cells.complete, known | inside, found, compared, stem)


def _default(source: Bucket) -> Iterator[SourceKey]:
    default = source.default_encryption
    if isinstance(default, Unknown):
        yield SourceKey(default, KeyUse.DEFAULT, "the bucket's default key, which is not known")
    elif default.kind in KMS_KINDS:
        name = "which is not known" if isinstance(default.key_arn, Unknown) else default.key_arn or "aws/s3"
        yield SourceKey(default.key_arn, KeyUse.DEFAULT, f"the bucket's default key, {name}")


def _policies(world: World, source: Bucket) -> Iterator[Policy]:
    """The policies that can allow or deny the role one key and not another, without the keys' own."""
    configuration = source.replication
    if not isinstance(configuration, ReplicationConfiguration) or isinstance(configuration.role, Unknown):
        return
    role = world.roles.get(configuration.role)
    if role is not None:
        held = () if isinstance(role.policies, Unknown) else role.policies
        yield from (policy for policy in [*held, role.boundary] if isinstance(policy, Policy))
    for account in world.accounts.values():
        for level in account.known_levels:
            yield from level


def _in_world(
    stored: Sequence[StoredKey], stem: str, compared: Comparisons, known: dict[str | Unknown | None, SourceKey]
) -> dict[str | Unknown | None, SourceKey]:
    """The keys of the world by ARN. One represents all that policies do not distinguish and that have the same contents."""
    found: dict[str | Unknown | None, SourceKey] = {}
    alike: dict[tuple[Match, int], SourceKey] = {}
    for one in stored:
        if one.arn not in known:
            match = compared.match(one.arn[len(stem) :])
            if (match, one.contents) not in alike:
                use = KeyUse.OTHER if match.named is None else KeyUse.NAMED
                alike[match, one.contents] = SourceKey(one.arn, use, f"the key {one.arn}")
            found[one.arn] = alike[match, one.contents]
    return found


def _not_in_world(world: World, stem: str, compared: Comparisons, cell: KeyCell) -> SourceKey | None:
    """A key of the cell that the world does not have; None if it has the only one."""
    if cell.match.named is not None:
        arn = f"{stem}{cell.match.named}"
        return None if arn in world.keys else SourceKey(arn, KeyUse.NAMED, f"the key {arn}, which is not in the configuration")
    names = [EXAMPLE_KEY, cell.example, *(f"{cell.example}{digit}" for digit in range(10))]
    fitting = (name for name in names if compared.match(name) == cell.match and f"{stem}{name}" not in world.keys)
    name = next(fitting, None)
    return None if name is None else SourceKey(f"{stem}{name}", KeyUse.OTHER, "a key that is not in the configuration")
