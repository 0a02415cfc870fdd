"""What a bucket's CORS configuration lets pages of other origins do (User Guide, "Using cross-origin resource sharing (CORS)")."""

from typing import Any

from moto.s3.utils import cors_matches_origin

from s3_replication.local.moto.store.world import find_bucket

__all__ = ["allows_origin", "cors_headers"]


def allows_origin(bucket: str, origin: str, method: str) -> bool:
    """Whether a rule of the bucket names both the origin and the method."""
    return _rule(bucket, origin, method) is not None


def cors_headers(bucket: str, origin: str, method: str) -> dict[str, str]:
    """The headers of an answer by the first rule that names both; none without such a rule."""
    rule = _rule(bucket, origin, method)
    if rule is None:
        return {}
    listed = {"Methods": rule.allowed_methods, "Headers": rule.allowed_headers}
    found = {f"Access-Control-Allow-{name}": _text(values) for name, values in listed.items() if values}
    if rule.exposed_headers:
        found["Access-Control-Expose-Headers"] = _text(rule.exposed_headers)
    if rule.max_age_seconds is not None:
        found["Access-Control-Max-Age"] = _text(rule.max_age_seconds)
    return {"Access-Control-Allow-Origin": origin, **found, "Vary": "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"}


def _rule(bucket: str, origin: str, method: str) -> Any:
    found = find_bucket(bucket)
    rules = () if found is None else found.cors
    return next((rule for rule in rules if method in (rule.allowed_methods or ()) and _names(rule, origin)), None)


def _names(rule: Any, origin: str) -> bool:
    return bool(cors_matches_origin(origin, rule.allowed_origins or []))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) else ", ".join(value)
