"""Jobs made easy: a role for them, a report place, and waiting for their end."""

import csv
import io
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import boto3
import pytest
from botocore.config import Config

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from tests.local.conftest import Aws, Pair, policy, statement, unique

_tokens = itertools.count(1)
BATCH_TRUST = policy({"Effect": "Allow", "Principal": {"Service": "batchoperations.s3.amazonaws.com"}, "Action": "sts:AssumeRole"})


@lru_cache(maxsize=64)
def control_client(endpoint: str, account: str, region: str = "us-east-1") -> Any:
    """S3 Control puts the account before the host's name, so that only the proxy form reaches it."""
    return boto3.client("s3control", region_name=region, endpoint_url=f"http://s3-control.{region}.amazonaws.com",
                        aws_access_key_id=access_key(account), aws_secret_access_key=SECRET_KEY,
                        config=Config(retries={"total_max_attempts": 1}, read_timeout=30, proxies={"http": endpoint}))  # fmt: skip


@dataclass
class Jobs:
    """Batch Replication jobs of one pair's source account."""

    pair: Pair
    role: str
    reports: str
    made: list[str] = field(default_factory=list)

    @property
    def client(self) -> Any:
        return control_client(self.pair.aws.running.endpoint, self.pair.source_account)

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{self.pair.source_account}:role/{self.role}"

    def allow(self, *without: str) -> None:
        """Replace the job role's policy by the usual one, without some actions."""
        source, reports = f"arn:aws:s3:::{self.pair.source}", f"arn:aws:s3:::{self.reports}"
        self.pair.aws.client("iam", self.pair.source_account).put_role_policy(
            RoleName=self.role,
            PolicyName="batch",
            PolicyDocument=policy(
                *(
                    one
                    for one in (
                        statement(["s3:InitiateReplication"], [f"{source}/*"], without),
                        statement(["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"], [source], without),
                        statement(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], [f"{reports}/*"], without),
                    )
                    if one["Action"]
                )
            ),
        )

    def parameters(self, filters: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        generator = {"SourceBucket": f"arn:aws:s3:::{self.pair.source}", "EnableManifestOutput": False, "Filter": filters or {}}
        return {
            "AccountId": self.pair.source_account,
            "ConfirmationRequired": False,
            "Operation": {"S3ReplicateObject": {}},
            "Report": {"Bucket": f"arn:aws:s3:::{self.reports}", "Format": "Report_CSV_20180820", "Enabled": True, "Prefix": "reports",
                       "ReportScope": "AllTasks"},
            "ClientRequestToken": f"token-{next(_tokens)}",
            "ManifestGenerator": {"S3JobManifestGenerator": generator},
            "Priority": 10,
            "RoleArn": self.role_arn,
            **more,
        }  # fmt: skip

    def create(self, filters: dict[str, Any] | None = None, **more: Any) -> str:
        job: str = self.client.create_job(**self.parameters(filters, **more))["JobId"]
        self.made.append(job)
        return job

    def describe(self, job: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.describe_job(AccountId=self.pair.source_account, JobId=job)["Job"]
        return found

    def wait(self, job: str, *statuses: str) -> dict[str, Any]:
        """The job once it has one of these statuses (the final ones by default)."""
        wanted = statuses or ("Complete", "Failed", "Cancelled")
        for _ in range(500):
            found = self.describe(job)
            if found["Status"] in wanted:
                return found
            time.sleep(0.02)
        raise AssertionError(f"job {job} stays {found['Status']}, not {wanted}")

    def run(self, filters: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        return self.wait(self.create(filters, **more))

    def counts(self, job: dict[str, Any]) -> tuple[int, int, int]:
        progress = job["ProgressSummary"]
        return progress["TotalNumberOfTasks"], progress["NumberOfTasksSucceeded"], progress["NumberOfTasksFailed"]

    def report(self, job: dict[str, Any]) -> list[dict[str, str]]:
        """Every row of the completion report."""
        s3 = self.pair.at_source
        manifest = json.loads(s3.get_object(Bucket=self.reports, Key=f"reports/job-{job['JobId']}/manifest.json")["Body"].read())
        names = [name.strip() for name in manifest["ReportSchema"].split(",")]
        rows = []
        for result in manifest["Results"]:
            text = s3.get_object(Bucket=result["Bucket"], Key=result["Key"])["Body"].read().decode()
            rows += [dict(zip(names, row, strict=True)) for row in csv.reader(io.StringIO(text))]
        return rows


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    """A local AWS of its own: one test moves its clock by a month, which nothing moves back."""
    with LocalAws.start() as running:
        yield Aws(running)


@pytest.fixture
def make_jobs(make_pair: Callable[..., Pair]) -> Iterator[Callable[..., Jobs]]:
    """A pair whose source account has a job role and a bucket for reports."""
    made: list[Jobs] = []

    def make(trust: str = BATCH_TRUST, **pair_options: Any) -> Jobs:
        pair = make_pair(**pair_options)
        jobs = Jobs(pair, unique("batch-role"), unique("reports"))
        pair.at_source.create_bucket(Bucket=jobs.reports)
        pair.aws.client("iam", pair.source_account).create_role(RoleName=jobs.role, AssumeRolePolicyDocument=trust)
        jobs.allow()
        made.append(jobs)
        return jobs

    yield make
    for jobs in made:
        for job in jobs.made:
            if jobs.describe(job)["Status"] not in {"Complete", "Failed", "Cancelled"}:
                jobs.client.update_job_status(AccountId=jobs.pair.source_account, JobId=job, RequestedJobStatus="Cancelled")
