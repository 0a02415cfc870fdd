"""What is said of a job's role that was not read: nothing, unless the role certainly does not exist."""

from datetime import UTC, datetime

import pytest

from s3_replication.core import Bucket, Role, World
from s3_replication.core.batch import BatchJob, JobStatus
from s3_replication.doctor.job_role_causes import role_causes
from s3_replication.iam import UNKNOWN

SOURCE = Bucket(name="source", arn="arn:aws:s3:::source", account="111111111111", region="us-east-1")
ROLE = "arn:aws:iam::111111111111:role/batch"
JOB = BatchJob(
    arn="arn:aws:s3:us-east-1:111111111111:job/1", id="1", region="us-east-1", status=JobStatus.FAILED,
    created=datetime(2026, 1, 1, tzinfo=UTC), role=ROLE, source="source",
)  # fmt: skip
HIDDEN = Role(ROLE, "111111111111", trust=UNKNOWN, policies=UNKNOWN, boundary=UNKNOWN)


@pytest.mark.parametrize(("world", "says"), [
    (World({"source": SOURCE}, complete=False), []),
    (World({"source": SOURCE}, roles={ROLE: HIDDEN}), []),
    (World({"source": SOURCE}), [f"The role {ROLE} does not exist, so S3's reason is AssumeRoleNotPermitted."]),
    (World({"source": SOURCE}, complete=False, absent=frozenset({ROLE})),
     [f"The role {ROLE} does not exist, so S3's reason is AssumeRoleNotPermitted."]),
], ids=["not looked for", "not readable", "not in a whole world", "absent"])  # fmt: skip
def test_a_role_that_was_not_read(world: World, says: list[str]) -> None:
    assert [cause.says for cause in role_causes(JOB, world, SOURCE, ["key"])] == says
