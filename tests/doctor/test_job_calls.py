"""The calls about Batch Replication jobs and FIS experiments, in an account that has none of other tests."""

from collections.abc import Iterator

import pytest

from s3_replication.local import LocalAws
from tests.doctor.test_batch_jobs import Make, make_jobs, make_ward  # noqa: F401 - fixtures
from tests.local.conftest import Aws


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with LocalAws.start() as running:
        yield Aws(running)


def test_jobs_are_listed_once_in_each_region_and_described_where_one_failed(make_ward: Make) -> None:  # noqa: F811 - a fixture
    ward = make_ward()
    control = ward.clinic.aws.control
    for without, described in ((), 0), (("s3:InitiateReplication",), 1):
        ward.jobs.allow(*without)
        job = ward.jobs.run()["JobId"]
        before = control.counts()
        ward.warnings()
        made = {name: number - before.get(name, 0) for name, number in control.counts().items()}
        calls = {name: number for name, number in made.items() if number and name.startswith("s3control:")}
        jobs = {f"s3control:GET /v20180820/jobs/{job}": described} if described else {}
        assert calls == {"s3control:GET /v20180820/jobs": 2, **jobs}, "one list in the Region of each side"
        assert {name: number for name, number in made.items() if number and name.startswith("fis:")} == {"fis:GET /experiments": 1}
