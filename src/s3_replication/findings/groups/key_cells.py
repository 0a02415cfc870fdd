"""Every combination of comparisons that some key fits, with the shortest key that fits it."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain, count
from typing import Final

from s3_replication.findings.groups.comparisons import Comparisons, Match
from s3_replication.findings.groups.glob_automaton import State

__all__ = ["KeyCell", "KeyCells", "key_cells"]

LONGEST_KEY: Final = 1024
"""Bytes of a key in UTF-8 (S3 User Guide, "Naming Amazon S3 objects")."""
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!()'/"
_FURTHER: Final = range(0xC0, 0x2000)
_SURROGATES: Final = frozenset(map(chr, range(0xD800, 0xE000)))  # JSON can name them, UTF-8 cannot
_OUTSIDE: Final = -1


@dataclass(frozen=True, slots=True)
class KeyCell:
    """The keys that compare alike, and the shortest of them."""

    match: Match
    example: str


@dataclass(frozen=True, slots=True)
class KeyCells:
    """All cells, or if not `complete` those of the shortest keys."""

    cells: tuple[KeyCell, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _WalkState:
    """Where a walk is: a node of the trie or outside it, the longest prefix passed, and the state of each automaton."""

    node: int
    prefix: str
    globs: tuple[State, ...]


class _Trie:
    """The prefixes and whole keys by their characters."""

    def __init__(self, found: Comparisons) -> None:
        self.children: list[dict[str, int]] = [{}]
        self.text = [""]
        for text in (*found.prefixes, *sorted(found.named)):
            node = 0
            for position, character in enumerate(text):
                if character not in self.children[node]:
                    self.children[node][character] = len(self.children)
                    self.children.append({})
                    self.text.append(text[: position + 1])
                node = self.children[node][character]
        self.prefixes, self.named = frozenset(found.prefixes), found.named

    def of(self, node: int) -> dict[str, int]:
        return {} if node == _OUTSIDE else self.children[node]


def key_cells(found: Comparisons, limit: int, most: int | None = None) -> KeyCells:
    """Walk all automata at once, shortest keys first, and keep the first key of each combination.

    `limit` bounds the places that the walk visits. There are about as many as characters in the prefixes, times the states of the
    wildcard patterns: disjoint prefixes add up, wildcard patterns multiply. `most` bounds the combinations.
    """
    trie, cells = _Trie(found), dict[Match, str]()
    start = _WalkState(0, "", tuple(glob.start for glob in found.globs))
    order, visited = count(), {start}
    ahead: list[tuple[int, int, str, _WalkState]] = [(0, next(order), "", start)]
    while ahead:
        size, _, key, place = heappop(ahead)
        if key:
            cells.setdefault(_match(found, trie, place), key)
        if len(visited) > limit or (most is not None and len(cells) > most):
            return KeyCells(_as_cells(cells), complete=False)
        for character, after in _steps(found, trie, place):
            longer = size + len(character.encode())
            if after not in visited and longer <= LONGEST_KEY:
                visited.add(after)
                heappush(ahead, (longer, next(order), key + character, after))
    return KeyCells(_as_cells(cells), complete=True)


def _as_cells(cells: dict[Match, str]) -> tuple[KeyCell, ...]:
    return tuple(KeyCell(match, example) for match, example in cells.items())


def _match(found: Comparisons, trie: _Trie, place: _WalkState) -> Match:
    text = None if place.node == _OUTSIDE else trie.text[place.node]
    accepted = tuple(glob.accepts(state) for glob, state in zip(found.globs, place.globs, strict=True))
    return Match(place.prefix, text if text in trie.named else None, accepted)


def _steps(found: Comparisons, trie: _Trie, place: _WalkState) -> Iterator[tuple[str, _WalkState]]:
    """The next places: by any other character first, then by those that something compares with."""
    settled = all(glob.settled(state) for glob, state in zip(found.globs, place.globs, strict=True))
    if place.node == _OUTSIDE and settled:
        return
    children = trie.of(place.node)
    special = set(children).union(*(glob.literals(state) for glob, state in zip(found.globs, place.globs, strict=True)))
    for character in (_other(special), *sorted(special - _SURROGATES)):
        node = children.get(character, _OUTSIDE)
        text = "" if node == _OUTSIDE else trie.text[node]
        states = tuple(glob.step(state, character) for glob, state in zip(found.globs, place.globs, strict=True))
        yield character, _WalkState(node, text if text in trie.prefixes else place.prefix, states)


def _other(special: set[str]) -> str:
    """A character that nothing compares with, a plain letter if there is one."""
    return next(character for character in chain(_PLAIN, map(chr, _FURTHER)) if character not in special)
