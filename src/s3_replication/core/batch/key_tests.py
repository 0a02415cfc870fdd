"""What a decision may ask of an object's key: prefixes of rules, and patterns of policies that tell keys of one bucket apart.

Two keys that answer all of these alike get the same decision, whatever they are called.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.matching import rule_prefix
from s3_replication.core.model import World
from s3_replication.iam import Grant, Policy, Unknown
from s3_replication.iam.conditions.condition import Condition
from s3_replication.iam.conditions.strings import StringTest
from s3_replication.iam.conditions.test import Test
from s3_replication.iam.glob import Glob
from s3_replication.iam.resources import Resources
from s3_replication.iam.statement import Statement

__all__ = ["KeyTests", "key_tests"]

_CONTEXT_KEY = "kms:encryptioncontext:aws:s3:arn"


@dataclass(frozen=True, slots=True)
class KeyTests:
    """Prefixes and whole keys to compare with, regular expressions (RE2) on the object's ARN with their bucket's ARN in front;
    `each` says that something asks more of a key than this, so that every key is a class of its own."""

    prefixes: frozenset[str] = frozenset()
    equals: frozenset[str] = frozenset()
    patterns: frozenset[tuple[str, str]] = frozenset()
    each: bool = False


def key_tests(world: World) -> KeyTests:
    """Everything in the world that may tell two keys apart."""
    arns = [f"{bucket.arn}/" for bucket in world.buckets.values()]
    prefixes = frozenset(_rule_prefixes(world))
    found = [_glob_tests(glob, arn) for glob in _globs(world) for arn in arns]
    merged = KeyTests(
        prefixes.union(*(tests.prefixes for tests in found)),
        frozenset[str]().union(*(tests.equals for tests in found)),
        frozenset[tuple[str, str]]().union(*(tests.patterns for tests in found)),
        any(_asks_more(statement) for policy in _policies(world) for statement in policy.statements),
    )
    return KeyTests(merged.prefixes - {""}, merged.equals | frozenset(_granted_keys(world, arns)), merged.patterns, merged.each)


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
        for level in (*account.scps, *account.rcps):
            yield from level


def _known(policies: Iterable[Policy | Unknown | None]) -> Iterator[Policy]:
    return (policy for policy in policies if isinstance(policy, Policy))


def _globs(world: World) -> Iterator[Glob]:
    for policy in _policies(world):
        for statement in policy.statements:
            if isinstance(statement.resources, Resources):
                yield from statement.resources.globs
            for test in _context_tests(statement):
                if isinstance(test, StringTest) and test.compiled is not None:
                    yield test.compiled


def _context_tests(statement: Statement) -> Iterator[Test | Unknown]:
    """The tests of the one context key that holds an object's ARN."""
    for condition in () if isinstance(statement.conditions, Unknown) else statement.conditions:
        if isinstance(condition, Condition) and condition.key == _CONTEXT_KEY:
            yield from condition.tests


def _asks_more(statement: Statement) -> bool:
    """Variables filled with the object's ARN, and comparisons of it other than by plain patterns."""
    for condition in () if isinstance(statement.conditions, Unknown) else statement.conditions:
        tests = condition.tests if isinstance(condition, Condition) else ()
        if any(not isinstance(test, Unknown) and _CONTEXT_KEY in test.keys for test in tests):
            return True
    plain = all(isinstance(test, Unknown) or (isinstance(test, StringTest) and not test.ignore_case) for test in _context_tests(statement))
    filled = isinstance(statement.resources, Resources) and _CONTEXT_KEY in statement.resources.keys
    return filled or not plain


def _glob_tests(glob: Glob, arn: str) -> KeyTests:
    """What the pattern asks of keys whose objects' ARNs begin with `arn`."""
    if glob.regex is not None:
        # RE2 knows no atomic groups, and the pattern says the same without them.
        return KeyTests(patterns=frozenset({(arn, glob.regex.pattern.replace("(?>", "(?:"))}))
    if not glob.fixed.startswith(arn):
        return KeyTests()
    rest = glob.fixed[len(arn) :]
    return KeyTests(prefixes=frozenset({rest})) if glob.open_end else KeyTests(equals=frozenset({rest}))


def _granted_keys(world: World, arns: list[str]) -> Iterator[str]:
    grants: list[Grant] = [grant for key in world.keys.values() for grant in key.grants]
    for grant in grants:
        for pairs in (grant.encryption_context_equals, grant.encryption_context_subset):
            wanted = (pairs or {}).get("aws:s3:arn", "")
            yield from (wanted[len(arn) :] for arn in arns if wanted.startswith(arn))
