"""What can tell two keys apart: prefixes, whole keys and wildcard patterns, and which of them a key matches."""

from collections.abc import Iterable
from dataclasses import dataclass

from s3_replication.findings.groups.glob_automaton import GlobAutomaton, Wildcard, automaton, read_stem
from s3_replication.iam import KeyPatterns

__all__ = ["Comparisons", "Match", "comparisons"]


@dataclass(frozen=True, slots=True)
class Match:
    """How one key compares: its longest prefix, itself if it is named, and one answer per wildcard pattern.

    The longest prefix determines all prefixes that a key has.
    """

    prefix: str
    named: str | None
    globs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Prefixes (longest first), whole keys and automata; `match` says which of them a key fits."""

    prefixes: tuple[str, ...]
    named: frozenset[str]
    globs: tuple[GlobAutomaton, ...]

    def match(self, key: str) -> Match:
        """How the key compares."""
        prefix = next((prefix for prefix in self.prefixes if key.startswith(prefix)), "")
        return Match(prefix, key if key in self.named else None, tuple(glob.accepts(glob.read(key)) for glob in self.globs))


def comparisons(patterns: KeyPatterns, prefixes: Iterable[str] = ()) -> Comparisons:
    """All of `patterns`, and further prefixes. Patterns that no key or every key matches are left out, others simplified."""
    found = {prefix for prefix in (*patterns.prefixes, *prefixes) if prefix}
    named = set(patterns.equals)
    globs: dict[tuple[object, ...], GlobAutomaton] = {}
    for stem, glob in sorted(patterns.patterns, key=lambda pair: (pair[0], str(pair[1].parts))):
        one = read_stem(glob, stem)
        if one.settled(one.start):
            continue
        first, *others = one.alternatives
        text = "".join(token for token in first if isinstance(token, str))
        if not others and len(text) == len(first):
            named.add(text)
        elif not others and len(text) == len(first) - 1 and first[-1] is Wildcard.ANY_TEXT:
            found.add(text)
        else:
            globs.setdefault(one.alternatives, automaton(first) if not others else one)
    found.discard("")
    named.discard("")
    return Comparisons(tuple(sorted(found, key=lambda prefix: (-len(prefix), prefix))), frozenset(named), tuple(globs.values()))
