"""Cells of keys: all combinations, the shortest example of each, and their words."""

import random
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.findings.groups.comparisons import Comparisons, comparisons
from s3_replication.findings.groups.key_cells import LONGEST_KEY, key_cells
from s3_replication.findings.groups.key_words import key_words
from s3_replication.iam import Glob, KeyPatterns, Policy, compile_glob, key_patterns

STEMS = ["arn:aws:s3:::bucket/"]
LIMIT = 100_000
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "groups_key_cells.yaml").read_text())


def patterns(resources: list[str]) -> KeyPatterns:
    """What policies with these resources compare; one without "arn:" is a pattern of keys."""
    arns = [one if one.startswith("arn:") else STEMS[0] + one for one in resources]
    statement = {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": arns or "*"}
    return key_patterns([Policy.parse({"Version": "2012-10-17", "Statement": statement}, "p")], (), STEMS)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cells_have_an_example_and_words(case: dict[str, Any]) -> None:
    found = comparisons(patterns(case.get("resources", [])), case.get("prefixes", []))
    cells = key_cells(found, LIMIT)
    words = key_words(found, [cell.match for cell in cells.cells])
    assert cells.complete
    assert dict(zip(words, [cell.example for cell in cells.cells], strict=True)) == case["cells"]


def shortest(found: Comparisons, longest: int) -> dict[object, int]:
    """The length of the shortest key of each combination, by trying every key of three letters."""
    sizes: dict[object, int] = {}
    for size in range(1, longest + 1):
        for letters in product("abz", repeat=size):
            sizes.setdefault(found.match("".join(letters)), size)
    return sizes


@pytest.mark.parametrize("seed", range(60))
def test_the_walk_finds_what_trying_every_key_finds(seed: int) -> None:
    """Random patterns and prefixes over two letters; a third one is any other character."""
    draw = random.Random(seed)  # noqa: S311 - test data
    resources = ["".join(draw.choice("ab*?") for _ in range(draw.randint(1, 5))) for _ in range(draw.randint(1, 3))]
    prefixes = ["".join(draw.choice("ab") for _ in range(draw.randint(1, 3))) for _ in range(draw.randint(0, 3))]
    found = comparisons(patterns(resources), prefixes)
    walked = {cell.match: len(cell.example) for cell in key_cells(found, LIMIT).cells}
    assert len(set(key_words(found, list(walked)))) == len(walked)
    tried = shortest(found, 6)
    assert tried.items() <= walked.items()
    assert all(size > 6 for match, size in walked.items() if match not in tried)


@pytest.mark.parametrize("seed", range(30))
def test_keys_that_compare_alike_match_the_same_patterns(seed: int) -> None:
    """The simplified comparisons distinguish all keys that the patterns do."""
    draw = random.Random(seed)  # noqa: S311 - test data
    resources = ["arn:aws:s3:::bu" + "".join(draw.choice("cket/ab**?") for _ in range(draw.randint(1, 9))) for _ in range(3)]
    globs: list[Glob] = [compile_glob([resource]) for resource in resources]
    found = comparisons(patterns(resources))
    answers: dict[object, tuple[bool, ...]] = {}
    for size in range(1, 6):
        for letters in product("abz", repeat=size):
            key = "".join(letters)
            real = tuple(glob.matches(STEMS[0] + key) for glob in globs)
            assert answers.setdefault(found.match(key), real) == real, (resources, key)


def test_disjoint_prefixes_add_up() -> None:
    cells = key_cells(comparisons(KeyPatterns(), [f"team-{number}/" for number in range(500)]), LIMIT)
    assert (len(cells.cells), cells.complete) == (501, True)


def test_beyond_the_limit_the_cells_are_not_complete() -> None:
    found = comparisons(patterns(["*a*b*c*", "*d*e*f*", "*g*h*i*", "*j*k*l*"]), ["team/"])
    assert not key_cells(found, 20).complete
    assert key_cells(found, LIMIT).complete


def test_a_key_has_at_most_1024_bytes() -> None:
    longest = "ä" * (LONGEST_KEY // 2)
    cells = key_cells(comparisons(KeyPatterns(equals=frozenset({longest, longest + "a"}))), LIMIT)
    assert {cell.match.named for cell in cells.cells} == {None, longest}


def test_text_that_utf_8_cannot_write_is_in_no_key() -> None:
    cells = key_cells(comparisons(KeyPatterns(equals=frozenset({"\ud800"}))), LIMIT)
    assert [cell.example for cell in cells.cells] == ["a"]
