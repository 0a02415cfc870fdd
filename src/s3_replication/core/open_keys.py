"""Condition keys of S3's own requests that have one of a few values, and AWS does not document which one.

A request is allowed if it is allowed with each of these values. If it is denied with each of them, it stays UNKNOWN, because AWS's
documents have policies that work (5.58, 5.59), but none that fails.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from s3_replication.core.model import EncryptionKind
from s3_replication.iam import UNKNOWN, ContextValue, EvaluationResult, RequestContext, Unknown, Verdict, aws_key_name

__all__ = ["Headers", "replica_headers", "settle"]

Headers = tuple[Mapping[str, ContextValue], ...]
_TLS: Final = "s3:tlsversion"
_TLS_VERSIONS: Final[Headers] = ({}, {_TLS: ("1.2",)}, {_TLS: ("1.3",)})
_ALGORITHM: Final = "s3:x-amz-server-side-encryption"
_KEY: Final = f"{_ALGORITHM}-aws-kms-key-id"
_CUSTOMER: Final = f"{_ALGORITHM}-customer-algorithm"
_WRITE: Final = (_ALGORITHM, _KEY, _CUSTOMER)
_OPEN: Final = frozenset({_TLS, *_WRITE})
_OPEN_NAMES: Final = frozenset(map(aws_key_name, _OPEN))


def replica_headers(kind: EncryptionKind | None, key: str | Unknown | None) -> Headers:
    """The encryption headers that S3 may send with s3:ReplicateObject: none, or the replica's (5.59); () if these are not known."""
    if kind is None or kind is EncryptionKind.NONE:
        return ()
    if kind is EncryptionKind.SSE_C:
        return {}, {_CUSTOMER: ("AES256",)}
    if kind is EncryptionKind.SSE_S3:
        return {}, {_ALGORITHM: (kind.value,)}
    by_arn = isinstance(key, str) and ":key/" in key  # an alias may be sent as it is, or as its key
    return {}, {_ALGORITHM: (kind.value,), _KEY: (key,) if isinstance(key, str) and by_arn else UNKNOWN}


def settle(
    decision: EvaluationResult, context: RequestContext, headers: Headers, decide: Callable[[RequestContext], EvaluationResult]
) -> EvaluationResult:
    """The decision; ALLOW if it is UNKNOWN only because of these keys, and each possible value is allowed."""
    if decision.verdict is not Verdict.UNKNOWN or not decision.unknown <= _OPEN_NAMES:
        return decision
    found = [decide(one) for one in _contexts(context, headers)]
    return found[0] if all(one.verdict is Verdict.ALLOW for one in found) else decision


def _contexts(context: RequestContext, headers: Headers) -> Iterator[RequestContext]:
    replaced = _OPEN if headers else {_TLS}
    rest = {key: value for key, value in context.items() if key not in replaced}
    for version in _TLS_VERSIONS:
        for sent in headers or ({},):
            yield RequestContext({**rest, **version, **sent})
