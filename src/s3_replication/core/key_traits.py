"""What a KMS key is, as far as conditions of policies may ask for it, and the condition keys that this gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.iam import UNKNOWN, UNKNOWN_RESOURCE_TAGS, ContextValue, Multivalued, Unknown

__all__ = ["KeyTraits", "algorithm_conditions", "key_conditions"]

_TAG: Final = "aws:resourcetag/"
_WITH_ALGORITHM: Final = frozenset({"kms:Decrypt", "kms:Encrypt"})


@dataclass(frozen=True, slots=True)
class KeyTraits:
    """The properties of a key; what is not known is UNKNOWN.

    `multi_region` is PRIMARY or REPLICA, or None for a key of one Region; `origin` is where the key material comes from, such as AWS_KMS;
    `aliases` have their names, such as alias/reports.
    """

    multi_region: str | Unknown | None = Unknown.UNKNOWN
    origin: str | Unknown = Unknown.UNKNOWN
    spec: str | Unknown = Unknown.UNKNOWN
    usage: str | Unknown = Unknown.UNKNOWN
    aliases: tuple[str, ...] | Unknown = Unknown.UNKNOWN
    tags: tuple[tuple[str, str], ...] | Unknown = Unknown.UNKNOWN


def key_conditions(traits: KeyTraits) -> Mapping[str, ContextValue]:
    """The condition keys that the key itself gives to a request for it.

    Source: KMS Developer Guide, "AWS KMS condition keys" and "ABAC for AWS KMS"; Service Authorization Reference, "AWS Key Management
    Service", condition keys of the resource type key.
    """
    found: dict[str, ContextValue] = {
        "kms:keyorigin": _one(traits.origin), "kms:keyspec": _one(traits.spec), "kms:keyusage": _one(traits.usage),
        "kms:multiregion": UNKNOWN if isinstance(traits.multi_region, Unknown) else ("false" if traits.multi_region is None else "true",),
    }  # fmt: skip
    if traits.multi_region is not None:
        found["kms:multiregionkeytype"] = _one(traits.multi_region)
    if isinstance(traits.aliases, Unknown):
        found["kms:resourcealiases"] = UNKNOWN
    elif traits.aliases:
        found["kms:resourcealiases"] = Multivalued(traits.aliases)
    if isinstance(traits.tags, Unknown):
        return {**found, UNKNOWN_RESOURCE_TAGS: UNKNOWN}
    return {**found, **{f"{_TAG}{name.lower()}": (value,) for name, value in traits.tags}}


def algorithm_conditions(action: str) -> Mapping[str, ContextValue]:
    """The algorithm of a request that does not name one: the default value of a parameter counts in conditions too.

    Source: KMS Developer Guide, "AWS KMS condition keys", conditions for an API operation request.
    """
    return {"kms:encryptionalgorithm": ("SYMMETRIC_DEFAULT",)} if action in _WITH_ALGORITHM else {}


def _one(value: str | Unknown) -> ContextValue:
    return value if isinstance(value, Unknown) else (value,)
