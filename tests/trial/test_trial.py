"""What a trial reads and refuses before it runs anything."""

import json
from pathlib import Path
from typing import cast

import pytest

from s3_replication.errors import InputError
from s3_replication.local import LocalAws
from s3_replication.plan import Source
from s3_replication.terraform import Terraform
from s3_replication.trial import Trial, TrialOptions

PLAN = Path(__file__).parent.parent / "plan" / "plans" / "one-account"


def test_a_plan_is_decided_with_the_switches_that_the_local_aws_has() -> None:
    """Else every outcome that a switch changes would differ from what check says."""
    nothing = cast("LocalAws", None), cast("Terraform", None)
    trial = Trial(*nothing, Source.read(PLAN), TrialOptions(switches=("tag_failure_fails=false",)))
    assert trial.read(json.loads((PLAN / "plan.json").read_text())).world.switches.tag_failure_fails is False


def test_an_unknown_switch_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    with pytest.raises(InputError, match="switch 'nothing' does not exist"), Trial.open(tmp_path, TrialOptions(switches=("nothing=1",))):
        pytest.fail("the trial began")
