"""Requests to AWS of the module and of the same resources written by hand, counted by a local AWS: no time, so no noise."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from s3_replication.local import LocalAws

BENCH = Path(__file__).resolve().parents[2] / "bench"
PAIRS = 2  # the resources by hand are written once for all pairs: their requests are linear
LOOKUP = "sts:GetCallerIdentity"
Counts = dict[str, tuple[Counter[str], Counter[str]]]


def stacks() -> ModuleType:
    """bench/_terraform.py, which is no package."""
    spec = importlib.util.spec_from_file_location("bench_terraform", BENCH / "_terraform.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """Requests of plan and apply, and of a second plan, by stack; on a local AWS of their own, whose counts nobody else moves."""
    bench, scratch = stacks(), tmp_path_factory.mktemp("stacks")
    found: Counts = {}
    with LocalAws.start() as local:
        for name in ("pairs", "flat"):
            stack = bench.Stack(name, local, scratch)
            stack.size(pairs=PAIRS, destination_role_arn=bench.LOCAL_DESTINATION_ROLE)
            found[name] = (stack.build().requests, stack.plan_again().requests)
    return found


@pytest.mark.xdist_group("bench-requests")
@pytest.mark.parametrize("phase", [0, 1], ids=["plan and apply", "second plan"])
class TestRequests:
    def test_pairs_ask_for_their_resources_no_more_than_by_hand_and_so_grow_no_faster(self, counts: Counts, phase: int) -> None:
        ours, by_hand = (without_lookups(counts[name][phase]) for name in ("pairs", "flat"))
        assert ours.total() > PAIRS

        assert ours - by_hand == Counter()

    def test_pairs_look_their_accounts_up_twice_each(self, counts: Counts, phase: int) -> None:
        """By hand each account is looked up once for all pairs; each call of the module does it in the root and in its two buckets."""
        more = counts["pairs"][phase][LOOKUP] - counts["flat"][phase][LOOKUP]

        assert more == 4 * PAIRS - 2


def without_lookups(requests: Counter[str]) -> Counter[str]:
    """What is asked of the resources themselves."""
    return Counter({operation: number for operation, number in requests.items() if operation != LOOKUP})
