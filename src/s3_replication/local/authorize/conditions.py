"""The condition keys of a call: those of the service's table, of tags, and of KMS's encryption context."""

from collections.abc import Mapping
from typing import Any, Final

from s3_replication.core import algorithm_conditions
from s3_replication.iam import ContextValue, Multivalued
from s3_replication.local.authorize.resources import values_at
from s3_replication.local.http.operations import ApiCall
from s3_replication.service_authorization import Asked, ServiceTable

__all__ = ["conditions_of", "encryption_context"]

_MULTIVALUED: Final = frozenset({"cloudwatch:alarmactions", "events:targetarn", "kms:grantoperations", "sts:transitivetagkeys"})
_KMS_GRANT: Final = {"kms:grantisforawsresource": ("false",)}


def conditions_of(call: ApiCall, asked: Asked, table: ServiceTable, account: str, tags: Mapping[str, str]) -> dict[str, ContextValue]:
    """The keys that the request has a value for; `tags` are those of the resource."""
    found: dict[str, ContextValue] = {}
    for key, parameter in table.keys.items():
        values = values_at(call.parameters, parameter)
        if values and key in _MULTIVALUED:
            found[key] = Multivalued(values)
        elif values:
            found[key] = (values[0],)
    found.update(_tag_keys(call.parameters, tags))
    if asked.passed_to:
        found["iam:passedtoservice"] = (asked.passed_to,)
    if asked.action.startswith("kms:"):
        found["kms:calleraccount"] = (account,)
        found.update(encryption_context(call.parameters.get("EncryptionContext")))
        alias = next(iter(values_at(call.parameters, "KeyId")), "").rpartition(":")[2]
        found.update({"kms:requestalias": (alias,)} if alias.startswith("alias/") else {})
        found = {**algorithm_conditions(asked.action), **found}
        found.update(_KMS_GRANT if asked.action == "kms:CreateGrant" else {})
    return found


def encryption_context(given: Any) -> dict[str, ContextValue]:
    """The keys of a cryptographic operation's encryption context."""
    pairs = {str(name): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    found: dict[str, ContextValue] = {f"kms:encryptioncontext:{name.lower()}": (value,) for name, value in pairs.items()}
    return {**found, "kms:encryptioncontextkeys": Multivalued(pairs)} if pairs else found


def _tag_keys(parameters: Mapping[str, Any], tags: Mapping[str, str]) -> dict[str, ContextValue]:
    given = _tags(parameters.get("Tags") or parameters.get("TagsList") or parameters.get("tags"))
    removed = [*values_at(parameters, "TagKeys"), *values_at(parameters, "tagKeys")]
    found: dict[str, ContextValue] = {f"aws:requesttag/{name.lower()}": (value,) for name, value in given.items()}
    if given or removed:
        found["aws:tagkeys"] = Multivalued([*given, *removed])
    for name, value in tags.items():
        found[f"aws:resourcetag/{name.lower()}"] = found[f"iam:resourcetag/{name.lower()}"] = (value,)
    return found


def _tags(given: Any) -> dict[str, str]:
    """Tags as a list of pairs or as a mapping."""
    if isinstance(given, Mapping):
        return {str(name): str(value) for name, value in given.items()}
    pairs = [each for each in given or () if isinstance(each, Mapping)]
    return {str(pair.get("Key", pair.get("TagKey", ""))): str(pair.get("Value", pair.get("TagValue", ""))) for pair in pairs}
