"""What S3 Control refuses, and why a job fails."""

from dataclasses import dataclass
from enum import StrEnum

from s3_replication.local.ports.jobs import JobRefused

__all__ = ["BatchError", "BatchErrorCode", "JobFailure"]


class BatchErrorCode(StrEnum):
    """Errors in S3 Control's model of the job operations."""

    BAD_REQUEST = "BadRequestException"
    INVALID_TOKEN = "InvalidNextTokenException"  # noqa: S105 - the name of an error, not a secret
    IDEMPOTENCY = "IdempotencyException"
    JOB_STATUS = "JobStatusException"
    NOT_FOUND = "NotFoundException"
    TOO_MANY_TAGS = "TooManyTagsException"
    NOT_IMPLEMENTED = "NotImplemented"


class BatchError(JobRefused):
    """One refusal of a job operation, with a code of S3 Control's model."""

    def __init__(self, code: BatchErrorCode, message: str) -> None:
        super().__init__(code, message)


@dataclass(frozen=True, slots=True)
class JobFailure:
    """An entry of a job's FailureReasons; the codes are assumed, only that there is one is documented."""

    code: str
    reason: str
