"""What policies and KMS grants compare an object's ARN with: the patterns that may tell two keys of one bucket apart."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from s3_replication.iam.arn import PARTS
from s3_replication.iam.conditions.arns import ArnTest
from s3_replication.iam.conditions.condition import Condition
from s3_replication.iam.conditions.operator import Test
from s3_replication.iam.conditions.strings import StringTest
from s3_replication.iam.glob import Glob, compile_glob
from s3_replication.iam.model import Grant
from s3_replication.iam.policy import Policy
from s3_replication.iam.resources import Resources
from s3_replication.iam.statement import Statement
from s3_replication.iam.values import Unknown

__all__ = ["KeyPatterns", "key_patterns", "named_stems"]

_CONTEXT_NAME = "aws:s3:arn"  # the pair of the encryption context that holds the object's ARN
_CONTEXT_KEY = f"kms:encryptioncontext:{_CONTEXT_NAME}"


@dataclass(frozen=True, slots=True)
class KeyPatterns:
    """Prefixes and whole keys to compare with, and wildcard patterns on an object's ARN with the stem that ARNs of its bucket begin with.

    `each` is true where a policy compares more of a key than these patterns, so that every key can have its own decision.
    """

    prefixes: frozenset[str] = frozenset()
    equals: frozenset[str] = frozenset()
    patterns: frozenset[tuple[str, Glob]] = frozenset()
    each: bool = False


def key_patterns(policies: Iterable[Policy], grants: Iterable[Grant], stems: Sequence[str]) -> KeyPatterns:
    """The patterns for keys of the buckets whose objects' ARNs begin with `stems`; keys that match the same ones get the same decisions."""
    statements = [statement for policy in policies for statement in policy.statements]
    found = [_glob_patterns(*pair) for statement in statements for stem in stems for pair in _globs(statement, stem)]
    return KeyPatterns(
        frozenset[str]().union(*(one.prefixes for one in found)),
        frozenset[str]().union(*(one.equals for one in found)) | frozenset(_keys_of_grants(grants, stems)),
        frozenset[tuple[str, Glob]]().union(*(one.patterns for one in found)),
        any(_compares_more(statement, stems) for statement in statements),
    )


def named_stems(policies: Iterable[Policy], grants: Iterable[Grant]) -> frozenset[str] | None:
    """The buckets whose keys the policies and grants may compare, as stems; None if that may be any bucket."""
    statements = [statement for policy in policies for statement in policy.statements]
    globs = [glob for statement in statements for glob in _all_globs(statement)]
    if any(_compares_more(statement, [""]) for statement in statements) or any(_is_about_s3(glob) for glob in globs if glob.regex):
        return None
    texts = [glob.fixed for glob in globs if glob.regex is None]
    for grant in grants:
        texts.extend((pairs or {}).get(_CONTEXT_NAME, "") for pairs in (grant.encryption_context_equals, grant.encryption_context_subset))
    return frozenset(text[: text.index("/") + 1] for text in texts if "/" in text)


def _all_globs(statement: Statement) -> Iterator[Glob]:
    if isinstance(statement.resources, Resources):
        yield from statement.resources.patterns()
    for test in _context_tests(statement):
        if isinstance(test, StringTest) and test.compiled is not None:
            yield test.compiled
        elif isinstance(test, ArnTest):
            yield compile_glob(["*?*"])  # compared part by part, so it may match objects of any bucket


def _is_about_s3(glob: Glob) -> bool:
    """Whether ARNs of S3 may match a pattern with a regular expression."""
    first = glob.parts[0] if glob.parts else ""
    return not isinstance(first, str) or first.count(":") < 3 or first.split(":")[2] == "s3"


def _globs(statement: Statement, stem: str) -> Iterator[tuple[Glob, str]]:
    """Each pattern with the text that it compares in front of a key: the stem, or what follows its fifth colon."""
    if isinstance(statement.resources, Resources):
        yield from ((glob, stem) for glob in statement.resources.patterns())
    for test in _context_tests(statement):
        if isinstance(test, StringTest) and test.compiled is not None:
            yield test.compiled, stem
        elif isinstance(test, ArnTest) and test.compiled is not None:
            *firsts, last = stem.split(":", PARTS - 1)
            *globs, glob = test.compiled
            if len(globs) == len(firsts) and all(one.matches(part) for one, part in zip(globs, firsts, strict=True)):
                yield glob, last


def _context_tests(statement: Statement) -> Iterator[Test | Unknown]:
    """The tests of the one context key that holds an object's ARN."""
    for condition in () if isinstance(statement.conditions, Unknown) else statement.conditions:
        if isinstance(condition, Condition) and condition.key == _CONTEXT_KEY:
            yield from condition.tests


def _compares_more(statement: Statement, stems: Sequence[str]) -> bool:
    """Whether the statement fills variables with the object's ARN, or compares the ARN other than by patterns that mind its case."""
    for condition in () if isinstance(statement.conditions, Unknown) else statement.conditions:
        tests = condition.tests if isinstance(condition, Condition) else ()
        if any(not isinstance(test, Unknown) and _CONTEXT_KEY in test.keys for test in tests):
            return True
    return not all(map(_is_plain, _context_tests(statement))) or _fills_keys(statement, stems)


def _is_plain(test: Test | Unknown) -> bool:
    if isinstance(test, StringTest):
        return test.compiled is not None and not test.ignore_case
    return isinstance(test, Unknown) or (isinstance(test, ArnTest) and test.compiled is not None)


def _fills_keys(statement: Statement, stems: Sequence[str]) -> bool:
    """Whether Resource or NotResource has variables in ARNs of the buckets' objects."""
    if not isinstance(statement.resources, Resources):
        return False
    firsts = [template.pieces[0] for template in statement.resources.templates]
    beginnings = [re.split(r"[*?]", first, maxsplit=1)[0] if isinstance(first, str) else "" for first in firsts]
    return any(stem.startswith(beginning) or beginning.startswith(stem) for beginning in beginnings for stem in stems)


def _glob_patterns(glob: Glob, stem: str) -> KeyPatterns:
    """What the pattern compares in keys of objects whose ARNs begin with `stem`."""
    if glob.regex is not None:
        return KeyPatterns(patterns=frozenset({(stem, glob)}))
    if not glob.fixed.startswith(stem):
        return KeyPatterns()
    rest = glob.fixed[len(stem) :]
    return KeyPatterns(prefixes=frozenset({rest})) if glob.open_end else KeyPatterns(equals=frozenset({rest}))


def _keys_of_grants(grants: Iterable[Grant], stems: Sequence[str]) -> Iterator[str]:
    for grant in grants:
        for pairs in (grant.encryption_context_equals, grant.encryption_context_subset):
            wanted = (pairs or {}).get(_CONTEXT_NAME, "")
            yield from (wanted[len(stem) :] for stem in stems if wanted.startswith(stem))
