"""AWS's errors, mapped once: operation, resource, likely cause, next step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from xml.etree import ElementTree

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from s3_replication.aws.notes import FailedRead, note_failure
from s3_replication.errors import AwsError, NoAnswerError
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["REFUSED", "ask", "calling"]

T = TypeVar("T")
REFUSED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "403"})
_ABSENT = frozenset({
    "404", "AWS.SimpleQueueService.NonExistentQueue", "AWSOrganizationsNotInUseException", "AccountNotFoundException",
    "ChildNotFoundException", "PolicyNotFoundException", "TargetNotFoundException", "NoSuchBucket", "NoSuchBucketPolicy",
    "NoSuchEntity", "NoSuchKey", "NoSuchLifecycleConfiguration", "NoSuchObjectLockConfiguration", "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet", "NoSuchVersion", "NonExistentQueue", "NotFound", "NotFoundException", "ObjectLockConfigurationNotFoundError",
    "OwnershipControlsNotFoundError", "QueueDoesNotExist", "ReplicationConfigurationNotFoundError", "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
})  # fmt: skip
_CREDENTIALS = "set credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and try again"
_ADVICE = {
    "ExpiredToken": ("the session has expired", "sign in again"),
    "ExpiredTokenException": ("the session has expired", "sign in again"),
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", _CREDENTIALS),
    "BucketAlreadyExists": ("somebody else owns a bucket of this name", "choose another name"),
    "BucketAlreadyOwnedByYou": ("a bucket of this name exists in this account", "choose another name, or import it"),
    "Throttling": ("too many calls at once", "try again later"),
    "SlowDown": ("too many calls at once", "try again later"),
    "RequestTimeTooSkewed": ("this machine's clock is wrong", "set the clock"),
}
# Codes that services return in a Region that the account has not enabled, and the other cause that each may have. STS and services with
# JSON do not know the access key there. S3 refuses the token, or a request for a bucket there at another Region's endpoint:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ConfiguringMrapOptInRegions.html (InvalidToken, AllAccessDisabled),
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html (tokens of version 1),
# https://github.com/hashicorp/terraform-provider-aws/issues/12940 (InvalidClientTokenId).
_REGION_OR_ELSE = {
    "AllAccessDisabled": "AWS has disabled all access to it",
    "IllegalLocationConstraintException": "the bucket is in another Region than the call",
    "InvalidAccessKeyId": "the access key does not exist",
    "InvalidClientTokenId": "the access key does not exist",
    "InvalidToken": "the session token is not valid",
    "UnrecognizedClientException": "the access key or the session token is not valid",
}


@contextmanager
def calling(operation: str, resource: str) -> Iterator[None]:
    """Turns every failure of AWS's client inside the block into an AwsError that names the operation and the resource."""
    try:
        yield
    except ClientError as error:
        cause, step = _advice(error, operation)
        raise AwsError(f"{operation} on {resource} failed with {_code(error)}: {cause}; {step}. AWS said: {_said(error)}") from error
    except ProfileNotFound as error:
        raise AwsError(f"{operation} on {resource} was not sent: {error}; `aws configure list-profiles` lists those that exist.") from error
    except (NoCredentialsError, PartialCredentialsError, TokenRetrievalError) as error:
        raise AwsError(f"{operation} on {resource} was not sent, because no usable AWS credentials were found: {_CREDENTIALS}.") from error
    except NoRegionError as error:
        raise AwsError(f"{operation} on {resource} was not sent, because no Region is set: set AWS_REGION and try again.") from error
    except (ConnectionError, HTTPClientError) as error:
        raise NoAnswerError(
            f"{operation} on {resource} got no answer ({error}): check the network, the proxy and AWS_ENDPOINT_URL."
        ) from error
    except (ResponseParserError, ElementTree.ParseError) as error:
        raise AwsError(f"{operation} on {resource} got an answer that is not AWS's: check AWS_ENDPOINT_URL and the proxy.") from error
    except BotoCoreError as error:
        raise AwsError(f"{operation} on {resource} was refused by AWS's client: {' '.join(str(error).split())}.") from error


def ask(operation: str, resource: str, call: Callable[[], T]) -> T | Unknown | None:
    """Return what a read returns: None if the resource does not exist, UNKNOWN if the caller may not read it.

    Raises AwsError for every other failure; inside `noting()` that is noted, and the answer is UNKNOWN.
    """
    try:
        with calling(operation, resource):
            return _answer(operation, resource, call)
    except AwsError as error:
        if not note_failure(FailedRead(operation, resource, error)):
            raise
        return UNKNOWN


def _answer(operation: str, resource: str, call: Callable[[], T]) -> T | Unknown | None:
    try:
        return call()
    except ClientError as error:
        if _code(error) in _ABSENT:
            return None
        if _code(error) in REFUSED:
            return UNKNOWN
        raise
    except KeyError as error:
        said = f"{operation} on {resource} got an answer without {error}, so that it is not AWS's"
        raise AwsError(f"{said}: check AWS_ENDPOINT_URL and the proxy.") from error


def _code(error: ClientError) -> str:
    """AWS's error code, or the HTTP status as text where a HEAD left no body."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))


def _advice(error: ClientError, operation: str) -> tuple[str, str]:
    code = _code(error)
    if code in _REGION_OR_ELSE:
        region = error.response.get("ResponseMetadata", {}).get("Region")
        place = f"Region {region}" if region else "the call's Region"
        step = f"{_CREDENTIALS}, or enable the Region in the account's settings and take session tokens from STS's endpoint of a Region"
        return f"{_REGION_OR_ELSE[code]}, or {place} is not enabled in the account", step
    if code in REFUSED:
        return "the caller may not do this", f"allow {operation} for the caller, and look for a Deny in the resource's policy"
    if code in _ABSENT:
        return "it does not exist, or not in this account or Region", "check its name, account and Region"
    return _ADVICE.get(code, ("AWS refused the call", "see AWS's own words"))


def _said(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", "nothing"))
