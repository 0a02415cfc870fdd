"""A wildcard pattern on an object's ARN as an automaton that reads the object's key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from s3_replication.iam import Glob, Literal

__all__ = ["GlobAutomaton", "State", "Token", "Wildcard", "automaton", "read_stem"]

State = frozenset[int]


class Wildcard(Enum):
    """The wildcards of a pattern; all other tokens are single characters."""

    ANY_TEXT = "*"
    ONE_CHARACTER = "?"


Token = str | Wildcard


@dataclass(slots=True)
class GlobAutomaton:
    """States are sets of positions in the tokens. Reading a position at `*` also reads everything that follows it.

    Of the positions before a `*` that is reached none matters: the text from the `*` on matches whatever they match. So there are about
    as many states as tokens.
    """

    tokens: tuple[Token, ...]
    start: State
    _known: dict[tuple[State, str], State] = field(default_factory=dict)

    def step(self, state: State, character: str) -> State:
        """The state after one more character."""
        known = self._known.get((state, character))
        if known is None:
            known = self._known[state, character] = _step(self.tokens, state, character)
        return known

    def read(self, text: str) -> State:
        """The state after a text."""
        state = self.start
        for character in text:
            state = self.step(state, character)
        return state

    def accepts(self, state: State) -> bool:
        """Whether the text that led to the state matches."""
        return len(self.tokens) in state

    def settled(self, state: State) -> bool:
        """Whether no further character changes the answer."""
        return not state or self.universal(state)

    def universal(self, state: State) -> bool:
        """Whether every continuation matches."""
        return len(self.tokens) in state and len(self.tokens) - 1 in state and self.tokens[-1] is Wildcard.ANY_TEXT

    def literals(self, state: State) -> set[str]:
        """The characters that the state treats differently from all others."""
        found = (self.tokens[position] for position in state if position < len(self.tokens))
        return {token for token in found if isinstance(token, str)}

    @property
    def alternatives(self) -> tuple[tuple[Token, ...], ...]:
        """The patterns of which a key must match one, without those that another one contains."""
        after_star = {position + 1 for position in self.start if self.tokens[position : position + 1] == (Wildcard.ANY_TEXT,)}
        return tuple(self.tokens[position:] for position in sorted(self.start - after_star))


def automaton(tokens: Sequence[Token]) -> GlobAutomaton:
    """The automaton of a whole pattern."""
    return GlobAutomaton(tuple(tokens), _closed(tokens, {0}))


def read_stem(glob: Glob, stem: str) -> GlobAutomaton:
    """The automaton of the keys that match `glob` behind `stem`, the beginning that the ARNs of a bucket's objects share."""
    whole = automaton(_tokens(glob))
    state = whole.read(stem)
    if not state:
        return GlobAutomaton((), frozenset())
    first = min(state)
    return GlobAutomaton(whole.tokens[first:], frozenset(position - first for position in state))


def _tokens(glob: Glob) -> list[Token]:
    found: list[Token] = []
    for part in glob.parts:
        if isinstance(part, Literal):
            found.extend(part.text)
        elif part not in ("*", "?"):
            found.extend(part)
        elif part == "?" or found[-1:] != [Wildcard.ANY_TEXT]:
            found.append(Wildcard(part))
    return found


def _step(tokens: tuple[Token, ...], state: State, character: str) -> State:
    after = set()
    for position in state:
        if position == len(tokens):
            continue
        token = tokens[position]
        if token is Wildcard.ANY_TEXT:
            after.add(position)
        elif token in (Wildcard.ONE_CHARACTER, character):
            after.add(position + 1)
    return _closed(tokens, after)


def _closed(tokens: Sequence[Token], positions: set[int]) -> State:
    """The positions with those that a `*` reaches by matching nothing, without those before the last `*` that is reached."""
    for position in sorted(positions):
        reached = position
        while reached < len(tokens) and tokens[reached] is Wildcard.ANY_TEXT:
            reached += 1
            positions.add(reached)
    last = max((position for position in positions if position < len(tokens) and tokens[position] is Wildcard.ANY_TEXT), default=0)
    return frozenset(position for position in positions if position >= last)
