"""Only LIVE=1 and S3_REPLICATION_LIVE=1 mean AWS; any other word is refused, and nothing is taken from the environment by accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from s3_replication.local.http.credentials import access_key
from tests.conftest import is_live

CHECKOUT = Path(__file__).parent.parent.parent
WORDS = ["false", "no", "off", "true", "yes", "2", "1 0", "01"]
# Shows the test's collection only: what a run would do first is what is tested.
PYTEST = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/repository/test_switches.py"]


def make(*arguments, **environment):
    # Without what `make test` passes on: a make inside a make also prints which folder it enters.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(
        ["make", "-n", "demo", *arguments], cwd=CHECKOUT, env={**own, **environment}, capture_output=True, text=True, check=False
    )


def options(done):
    return [word for word in done.stdout.split() if word in ("--live", "--keep", "--yes")]


@pytest.mark.parametrize("name", ["LIVE", "KEEP", "YES"])
@pytest.mark.parametrize("word", WORDS)
def test_make_refuses_every_other_word(name, word):
    done = make(f"{name}={word}")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name}={word} is not allowed: set {name}=1, or leave it out" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), []),
        (("LIVE=",), []),
        (("LIVE=0", "KEEP=0"), []),
        (("LIVE=1",), ["--live"]),
        (("LIVE=1", "KEEP=1", "YES=1"), ["--keep", "--live", "--yes"]),
    ],
)
def test_make_takes_one_and_zero(arguments, expected):
    assert options(make(*arguments)) == expected


@pytest.mark.parametrize("flags", [(), ("-e",)])
def test_make_takes_no_switch_from_the_environment(flags):
    assert options(make(*flags, LIVE="1", KEEP="1", YES="1")) == []


@pytest.mark.parametrize("word", WORDS)
def test_the_tests_refuse_every_other_word(word):
    with pytest.raises(pytest.UsageError, match=f"S3_REPLICATION_LIVE={word} is not allowed: set it to 1"):
        is_live({"S3_REPLICATION_LIVE": word})


@pytest.mark.parametrize(
    ("environment", "expected"), [({}, False), ({"S3_REPLICATION_LIVE": "0"}, False), ({"S3_REPLICATION_LIVE": "1"}, True)]
)
def test_the_tests_take_one_and_zero(environment, expected):
    assert is_live(environment) is expected


def test_live_tests_name_the_account_and_want_it_confirmed(local_aws):
    aws = {**local_aws.full_environment(), "AWS_ACCESS_KEY_ID": access_key("333333333333"), "S3_REPLICATION_LIVE": "1"}

    def run(**more):
        return subprocess.run(PYTEST, cwd=CHECKOUT, env=aws | more, capture_output=True, text=True, check=False)

    for refused in (run(), run(S3_REPLICATION_LIVE_ACCOUNT="111111111111")):
        assert refused.returncode == 4
        assert "in account 333333333333; the default Region is us-east-1" in refused.stderr
        assert "Confirm it with S3_REPLICATION_LIVE_ACCOUNT=333333333333" in refused.stderr
    assert run(S3_REPLICATION_LIVE_ACCOUNT="333333333333").returncode == 0
