"""A refusal by S3: its error code, message and HTTP status, and its fact."""

from dataclasses import dataclass
from http import HTTPStatus

from s3_replication.errors import InputError

__all__ = ["ConfigurationRejected", "Rejection", "access_denied", "invalid_argument", "invalid_request", "malformed_xml"]

MALFORMED_TEXT = "The XML you provided was not well-formed or did not validate against our published schema"
GUIDE = "Please refer to S3 Developer Guide for more information."


@dataclass(frozen=True, slots=True)
class Rejection:
    """The error that S3 returns for a document it rejects.

    `rule` is the id (or 1-based position) of the wrong rule, `detail` explains what is wrong if S3's text does not.
    `assumed`: code or text are not recorded, only inferred.
    """

    code: str
    message: str
    fact: str
    detail: str
    rule: str | None = None
    argument_name: str | None = None
    argument_value: str | None = None
    http_status: HTTPStatus = HTTPStatus.BAD_REQUEST
    assumed: bool = False


class ConfigurationRejected(InputError):
    """S3 would refuse the document; `rejection` has its code and text."""

    def __init__(self, rejection: Rejection) -> None:
        place = f" (rule {rejection.rule})" if rejection.rule is not None else ""
        message = rejection.message.removesuffix(".")
        super().__init__(f"{rejection.code}: {message}{place}: {rejection.detail} [fact {rejection.fact}]")
        self.rejection = rejection


def malformed_xml(fact: str, detail: str, rule: str | None = None, assumed: bool = False) -> Rejection:
    """The document does not match the schema; S3 does not say where."""
    return Rejection("MalformedXML", MALFORMED_TEXT, fact, detail, rule, assumed=assumed)


def invalid_request(fact: str, message: str, detail: str, rule: str | None = None, assumed: bool = False) -> Rejection:
    """The document matches the schema but contradicts itself or its buckets."""
    return Rejection("InvalidRequest", message, fact, detail, rule, assumed=assumed)


def invalid_argument(fact: str, message: str, detail: str, name: str, value: str, *, rule: str | None = None) -> Rejection:
    """One value is wrong; S3 names it in ArgumentName."""
    return Rejection("InvalidArgument", message, fact, detail, rule, name, value)


def access_denied(fact: str, detail: str) -> Rejection:
    """The caller may not do this with any document."""
    return Rejection("AccessDenied", "Access Denied", fact, detail, http_status=HTTPStatus.FORBIDDEN)
