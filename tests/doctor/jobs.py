"""Runs the Batch Replication jobs that a report prints."""

import json
import time

from tests.doctor.conftest import Clinic
from tests.local.batch.conftest import BATCH_TRUST, control_client
from tests.local.conftest import Pair, policy, statement, unique

__all__ = ["run_job"]


def run_job(clinic: Clinic, pair: Pair, command: str) -> None:
    """Run the printed command with a role for the job, and wait for its end."""
    iam, role, source = pair.aws.client("iam"), unique("batch"), f"arn:aws:s3:::{pair.source}"
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=BATCH_TRUST)["Role"]["Arn"]
    allowed = statement(
        ["s3:InitiateReplication", "s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"], [source, f"{source}/*"]
    )
    iam.put_role_policy(RoleName=role, PolicyName="batch", PolicyDocument=policy(allowed))
    job = json.loads(clinic.shell(command.replace("BATCH_ROLE_ARN", arn), "source"))["JobId"]
    jobs = control_client(pair.aws.running.endpoint, pair.source_account)
    for _ in range(500):
        status = jobs.describe_job(AccountId=pair.source_account, JobId=job)["Job"]["Status"]
        if status in ("Complete", "Failed"):
            break
        time.sleep(0.1)
    assert status == "Complete"
    pair.settle()
