"""Takes the sample of a live bucket, with a bounded number of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from s3_replication.aws import Listed, list_versions, read_head, with_details, with_key
from s3_replication.core import Bucket, Change, Engine, ReplicationConfiguration, ReplicationStatus, Version, World
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.paused import PausedRules, wait_of
from s3_replication.doctor.sample import Sample, SampledVersion
from s3_replication.doctor.sample_choice import chosen, prefixes, spread
from s3_replication.iam import Unknown

__all__ = ["SAMPLE", "show", "take_sample", "with_sampled_keys"]

SAMPLE: Final = 100
"""How many versions are read, each with one HeadObject; finding the oldest after the rule takes at most ten more."""
_PAGE: Final = 1000
_MOST_KEYS: Final = 5
_STEPS: Final = 10


def take_sample(accounts: Accounts, bucket: Bucket, asked: Version | None = None) -> Sample:
    """The versions that were listed and read, with `asked`, which the caller has already read; `show` decides about them."""
    if not isinstance(bucket.replication, ReplicationConfiguration):
        return Sample()
    listed, whole = _listed(accounts, bucket, bucket.replication)
    share = max(SAMPLE // len(listed), 1)
    wanted = dict.fromkeys(one for those in listed.values() for one in spread(those, share))
    name = (asked.key, asked.version_id) if asked is not None else None
    found = _heads(accounts, bucket, [one for one in wanted if (one.key, one.version_id) != name])
    for those in listed.values():
        found |= _oldest(accounts, bucket, those, found)
    known = (*([asked] if asked is not None else []), *(one for one in found.values() if isinstance(one, Version)))
    unreadable = sum(isinstance(one, Unknown) for one in found.values())
    count = len({one for those in listed.values() for one in those})
    return Sample(count, whole, known, unreadable, _shown(accounts, bucket, chosen(known, bucket.replication), asked), asked)


def _shown(
    accounts: Accounts, bucket: Bucket, picked: Sequence[tuple[Version, tuple[str, ...]]], asked: Version | None
) -> tuple[SampledVersion, ...]:  # fmt: skip
    """The chosen versions, each with its tags and owner."""
    s3 = accounts.at_source.s3(bucket.region)
    calls = [partial(_as_read, one) if one is asked else partial(with_details, s3, bucket, one) for one, _ in picked]
    whole = accounts.at_source.together(calls)
    return tuple(SampledVersion(version, why) for version, (_, why) in zip(whole, picked, strict=True))


def _as_read(version: Version) -> Version:
    return version


def _listed(accounts: Accounts, bucket: Bucket, configuration: ReplicationConfiguration) -> tuple[Mapping[str, Sequence[Listed]], bool]:
    """One page of each prefix, and whether the first, of the whole bucket, has all versions; the others are then parts of it."""
    s3 = accounts.at_source.s3(bucket.region)
    first, *others = prefixes(configuration)
    everything = list_versions(s3, bucket.name, first, _PAGE)
    if len(everything) < _PAGE:
        return {first: everything}, True
    pages = accounts.at_source.together([partial(list_versions, s3, bucket.name, prefix, _PAGE) for prefix in others])
    return {first: everything, **dict(zip(others, pages, strict=True))}, False


_Heads = dict[Listed, Version | Unknown | None]


def _heads(accounts: Accounts, bucket: Bucket, wanted: Sequence[Listed]) -> _Heads:
    s3 = accounts.at_source.s3(bucket.region)
    answers = accounts.at_source.together([partial(read_head, s3, bucket, one.key, one.version_id) for one in wanted])
    return dict(zip(wanted, answers, strict=True))


def _oldest(accounts: Accounts, bucket: Bucket, listed: Sequence[Listed], found: _Heads) -> _Heads:
    """Halve the time between a version without a status and the next newer one that has one: versions older than the rule have none."""
    by_age = sorted((one for one in listed if not one.delete_marker), key=lambda one: one.last_modified)
    more: _Heads = {}
    read = [place for place, one in enumerate(by_age) if isinstance(found.get(one), Version)]
    newer = next((place for place in read if _queued(found[by_age[place]])), None)
    older = max((place for place in read if newer is not None and place < newer), default=None)
    for _ in range(_STEPS):
        if newer is None or older is None or newer - older <= 1:
            break
        middle = (newer + older) // 2
        more |= _heads(accounts, bucket, [by_age[middle]])
        newer, older = (middle, older) if _queued(more[by_age[middle]]) else (newer, middle)
    return more


def _queued(version: Version | Unknown | None) -> bool:
    return isinstance(version, Version) and version.status not in (None, ReplicationStatus.REPLICA)


def with_sampled_keys(accounts: Accounts, world: World, sample: Sample) -> World:
    """The world with the first keys that versions of the sample are encrypted with."""
    used = dict.fromkeys(one.encryption.key_arn for one in sample.read if isinstance(one.encryption.key_arn, str))
    for arn in [arn for arn in used if arn not in world.keys][:_MOST_KEYS]:
        world = with_key(world, accounts.connections, arn)
    return world


def show(accounts: Accounts, world: World, sample: Sample, pauses: Sequence[PausedRules]) -> Sample:
    """The sample, where each shown version has what its rules would do today, and no tags where they may not be read."""
    engine = Engine(world)
    return replace(sample, shown=tuple(_decided(accounts, engine, one, pauses) for one in sample.shown))


def _decided(accounts: Accounts, engine: Engine, one: SampledVersion, pauses: Sequence[PausedRules]) -> SampledVersion:
    tasks = engine.decide(one.version, Change.OBJECT).tasks
    rules = tuple((task.admission.rule.id or "", task.outcome) for task in tasks if task.admission is not None)
    waits = {name: wait_of(pauses, name or None, one.version) for name, _ in rules}
    return replace(one, rules=rules, waits=waits, tags=None if accounts.tags_unread(one.version) else one.version.tags)
