"""Requests to AWS of the module and of the same resources written by hand, counted by a local AWS: no time, so no noise."""

from collections import Counter

import pytest

from s3_replication.local import LocalAws
from tests.bench.programs import load

PAIRS = 2  # the resources by hand are written once for all pairs: their requests are linear
LOOKUP = "sts:GetCallerIdentity"
ACCOUNT_IDS = {"source": "111111111111", "destination": "222222222222"}
Counts = dict[str, tuple[Counter[str], Counter[str]]]


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """Requests of plan and apply, and of a second plan, by stack; on a local AWS of their own, whose counts nobody else moves."""
    bench, scratch = load("_terraform"), tmp_path_factory.mktemp("stacks")
    pairs, flat = {}, {}
    with LocalAws.start() as local:
        inputs = {"pairs": PAIRS, "destination_role_arn": bench.LOCAL_DESTINATION_ROLE}
        for found, name in ((pairs, "pairs"), (flat, "flat")):
            stack = bench.Stack(name, local, scratch)
            stack.size(**inputs)
            found |= {"plan and apply": stack.build().requests, "second plan": stack.plan_again().requests}
            if name == "pairs":
                stack.size(**inputs, account_ids=ACCOUNT_IDS)
                found["second plan, accounts given"] = stack.plan_again().requests
    flat["second plan, accounts given"] = flat["second plan"]
    return {phase: (pairs[phase], flat[phase]) for phase in pairs}


@pytest.mark.xdist_group("bench-requests")
class TestRequests:
    @pytest.mark.parametrize("phase", ["plan and apply", "second plan"])
    def test_pairs_ask_no_more_than_by_hand_but_look_their_accounts_up_for_each_pair(self, counts: Counts, phase: str) -> None:
        """By hand both accounts are looked up once for all pairs. So one pair asks no more than by hand."""
        ours, by_hand = counts[phase]

        assert ours - by_hand == Counter({LOOKUP: 2 * (PAIRS - 1)})

    def test_pairs_whose_accounts_are_given_look_nothing_up(self, counts: Counts) -> None:
        ours, by_hand = counts["second plan, accounts given"]

        assert ours - by_hand == Counter()
        assert by_hand[LOOKUP] - ours[LOOKUP] == 2
