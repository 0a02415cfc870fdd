"""The commands that replicate again: a Batch Replication job for failed versions, a copy for a version whose replica is gone."""

import json
import shlex

from s3_replication.core import Bucket
from s3_replication.core.batch import BatchJob
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.render.visible import visible

__all__ = ["confirm_job", "copy_in_place", "replicate_again"]


def copy_in_place(bucket: Bucket, key: str, version_id: str) -> Suggestion:
    """A copy of a current version to the same key: a new version, which replicates (fact 6.12)."""
    source = f"{bucket.name}/{key}?versionId={version_id}"  # the AWS CLI encodes the key
    command = f"aws s3api copy-object --region {bucket.region} --bucket {bucket.name} --key {_quoted(key)}"
    return Suggestion(f"Copy {key} to the same key, so that a new version replicates.", cli=f"{command} --copy-source {_quoted(source)}")


def _quoted(text: str) -> str:
    """The text as one word for a shell; in the form $'...' if it has characters that a terminal does not print."""
    if visible(text) == text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    shown = (one if visible(one) == one else "".join(f"\\x{byte:02x}" for byte in one.encode(errors="surrogateescape")) for one in escaped)
    return f"$'{''.join(shown)}'"


def replicate_again(bucket: Bucket, *statuses: str, role: str = "") -> Suggestion:
    """The job for versions with a status, as Batch Operations names it, in words and as a command.

    Without `role`, the job's role is the user's choice.
    """
    generator = {
        "S3JobManifestGenerator": {
            "SourceBucket": bucket.arn,
            "EnableManifestOutput": False,
            "Filter": {"EligibleForReplication": True, "ObjectReplicationStatuses": list(statuses)},
        }
    }
    command = (
        f"aws s3control create-job --region {bucket.region} --account-id {bucket.account} --operation '{{\"S3ReplicateObject\": {{}}}}' "
        f"--manifest-generator {shlex.quote(json.dumps(generator))} --report Enabled=false --priority 1 "
        f"--role-arn {role or 'BATCH_ROLE_ARN'} --no-confirmation-required"
    )
    text = f"Run S3 Batch Replication for the versions with the status {' or '.join(statuses)}"
    return Suggestion(f"{text}." if role else f"{text}; BATCH_ROLE_ARN is a role of modules/batch-replication or of your own.", cli=command)


def confirm_job(bucket: Bucket, job: BatchJob) -> Suggestion:
    """The confirmation of a job that waits for it (fact 6.25)."""
    command = f"aws s3control update-job-status --region {job.region} --account-id {bucket.account} --job-id {job.id}"
    return Suggestion(f"Confirm job {job.id}, so that it runs.", cli=f"{command} --requested-job-status Ready")
