"""Key cells in words: "keys under logs/ except logs/private/*"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s3_replication.findings.groups.comparisons import Comparisons, Match
from s3_replication.findings.groups.glob_automaton import GlobAutomaton, Token, Wildcard

__all__ = ["ALL_KEYS", "key_words"]

ALL_KEYS = "all keys"
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What of a cell's surroundings its words depend on, by prefix: the longer prefixes, the named keys, the globs' answers."""

    children: dict[str, list[str]]
    named: dict[str, list[Match]]
    answers: dict[str, set[tuple[bool, ...]]]
    answers_below: dict[str, set[tuple[bool, ...]]]


def key_words(found: Comparisons, matches: Sequence[Match]) -> list[str]:
    """The words of each cell, in the order of `matches`, which are all that some key fits."""
    around = _neighbours(found, matches)
    globs = [_glob_words(glob) for glob in found.globs]
    return [f"the key {match.named}" if match.named is not None else _words(match, around, globs) for match in matches]


def _neighbours(found: Comparisons, matches: Iterable[Match]) -> _Neighbours:
    known = frozenset(found.prefixes)
    parents = {prefix: _parent(prefix, known) for prefix in found.prefixes}
    around = _Neighbours(defaultdict(list), defaultdict(list), defaultdict(set), defaultdict(set))
    for prefix in sorted(parents):
        around.children[parents[prefix]].append(prefix)
    for match in matches:
        if match.named is None:
            around.answers[match.prefix].add(match.globs)
        else:
            around.named[match.prefix].append(match)
        prefix = match.prefix
        while prefix:
            around.answers_below[prefix].add(match.globs)
            prefix = parents[prefix]
    return around


def _parent(prefix: str, known: frozenset[str]) -> str:
    return next((prefix[:size] for size in range(len(prefix) - 1, 0, -1) if prefix[:size] in known), "")


def _words(match: Match, around: _Neighbours, globs: Sequence[str]) -> str:
    """The prefix, the globs whose answers distinguish the cell from others with the prefix, and the exceptions among these keys."""
    telling = _telling(match, around.answers[match.prefix])
    clause = _clause([globs[n] for n in telling if match.globs[n]], [globs[n] for n in telling if not match.globs[n]])
    within = [
        f"{child}*"
        for child in around.children[match.prefix]
        if any(_agree(match.globs, below, telling) for below in around.answers_below[child])
    ]
    within += sorted(one.named or "" for one in around.named[match.prefix] if _agree(match.globs, one.globs, telling))
    start = _under(match.prefix) + clause if match.prefix or clause else ALL_KEYS
    exceptions = f"{',' if clause else ''} except {_listed(within)}" if within else ""
    return start + exceptions


def _telling(match: Match, answers: set[tuple[bool, ...]]) -> list[int]:
    """As few globs as possible, those that match if there is a choice."""
    telling = sorted(range(len(match.globs)), key=lambda place: match.globs[place])
    differing = [_differing(match.globs, answer) for answer in answers if answer != match.globs]
    mask = sum(1 << place for place in telling)
    for place in tuple(telling):
        without = mask & ~(1 << place)
        if all(differs & without for differs in differing):
            mask = without
    return [place for place in sorted(telling) if mask >> place & 1]


def _differing(one: tuple[bool, ...], other: tuple[bool, ...]) -> int:
    """The places in which two answers differ, as bits: cells are many, and each compares with all others of its prefix."""
    return sum(1 << place for place, (ours, theirs) in enumerate(zip(one, other, strict=True)) if ours != theirs)


def _agree(one: tuple[bool, ...], other: tuple[bool, ...], places: Iterable[int]) -> bool:
    return all(one[place] == other[place] for place in places)


def _under(prefix: str) -> str:
    if not prefix:
        return "keys"
    return f"keys under {prefix}" if prefix.endswith("/") else f"keys that begin with {prefix}"


def _clause(matched: Sequence[str], unmatched: Sequence[str]) -> str:
    if not matched and not unmatched:
        return ""
    if not matched:
        return f" that do not match {' or '.join(unmatched)}"
    return f" that match {' and '.join(matched)}" + (f" but not {' or '.join(unmatched)}" if unmatched else "")


def _listed(names: list[str]) -> str:
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more that rules or policies name"
    return ", ".join([*names[:-2], " and ".join(names[-2:])])


def _glob_words(glob: GlobAutomaton) -> str:
    """The pattern as a policy writes it; a literal `*` or `?` is written ${*} or ${?}."""
    texts = ["".join(map(_token_words, alternative)) for alternative in glob.alternatives]
    return texts[0] if len(texts) == 1 else f"({' or '.join(texts)})"


def _token_words(found: Token) -> str:
    if isinstance(found, Wildcard):
        return found.value
    return f"${{{found}}}" if found in "*?" else found
