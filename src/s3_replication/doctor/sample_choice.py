"""Which versions of a listing are read, and which of those are shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from s3_replication.aws import Listed
from s3_replication.core import ENABLED, ReplicationConfiguration, ReplicationStatus, Rule, Version, rule_prefix

__all__ = ["MOST_PREFIXES", "chosen", "prefixes", "spread"]

MOST_PREFIXES: Final = 10
_MOST_SHOWN: Final = 30


def prefixes(configuration: ReplicationConfiguration) -> tuple[str, ...]:
    """The prefixes to list: the whole bucket, then those of the enabled rules, at most ten."""
    found = dict.fromkeys(rule_prefix(rule) for rule in configuration.rules if rule.status == ENABLED)
    return ("", *[one for one in found if isinstance(one, str) and one][:MOST_PREFIXES])


def spread(listed: Sequence[Listed], most: int) -> list[Listed]:
    """At most so many versions: the newest, the oldest, and others evenly between them by age."""
    by_age = sorted((one for one in listed if not one.delete_marker), key=lambda one: one.last_modified, reverse=True)
    if len(by_age) <= most:
        return by_age
    step = (len(by_age) - 1) / max(most - 1, 1)
    return [by_age[place] for place in dict.fromkeys(round(number * step) for number in range(most))]


def chosen(versions: Iterable[Version], configuration: ReplicationConfiguration) -> Sequence[tuple[Version, tuple[str, ...]]]:
    """The versions to show with the reasons, newest first: of each rule's prefix, status, and encryption and key."""
    newest = sorted(versions, key=lambda one: one.last_modified, reverse=True)
    reasons: dict[tuple[str, str], list[str]] = {}

    def show(found: Iterable[Version], reason: str) -> None:
        for one in found:
            reasons.setdefault((one.key, one.version_id), []).append(reason)
            return

    for rule in configuration.rules:
        if rule.status == ENABLED:
            _of_rule(rule, [one for one in newest if one.key.startswith(_prefix(rule))], show)
    show((one for one in newest if one.status is None), "no status")
    for encryption in _encryptions(newest):
        words = f"{encryption[0]}{' with bucket key' if encryption[2] else ''}{f' {encryption[1]}' if encryption[1] else ''}"
        show((one for one in newest if _encryption(one) == encryption), f"encrypted with {words}")
    found = [(one, tuple(reasons[one.key, one.version_id])) for one in newest if (one.key, one.version_id) in reasons]
    return found[:_MOST_SHOWN]


def _of_rule(rule: Rule, newest: Sequence[Version], show: Callable[[Iterable[Version], str], None]) -> None:
    name = f"rule {rule.id}" if rule.id else "the rule"
    show(newest, f"latest under {name}")
    show((one for one in reversed(newest) if one.status not in (None, ReplicationStatus.REPLICA)), f"oldest after {name}")
    for status in (ReplicationStatus.FAILED, ReplicationStatus.PENDING):
        show((one for one in newest if one.status is status), f"{status.value} under {name}")


def _prefix(rule: Rule) -> str:
    prefix = rule_prefix(rule)
    return prefix if isinstance(prefix, str) else ""


def _encryption(version: Version) -> tuple[str, str, bool]:
    key = version.encryption.key_arn
    return version.encryption.kind.value, key if isinstance(key, str) else "", version.encryption.bucket_key


def _encryptions(versions: Iterable[Version]) -> Mapping[tuple[str, str, bool], None]:
    return dict.fromkeys(map(_encryption, versions))
