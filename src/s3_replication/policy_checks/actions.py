"""S3's actions and condition keys, and KMS's actions, from a table that tools/policy_actions.py makes."""

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from s3_replication.iam import compile_glob

__all__ = ["is_condition_key", "matching", "similar_action", "written_action"]

# Service Authorization Reference, "Actions defined by AWS Security Token Service": those that trust policies name.
_STS: Final = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "SetSourceIdentity", "TagSession")


@cache
def _table() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    found = json.loads(_text())
    actions = {f"s3:{name}".lower(): frozenset(types) for name, types in found["actions"].items()}
    return actions, frozenset(key.lower() for key in found["condition_keys"])


@lru_cache(maxsize=4096)
def matching(pattern: str) -> tuple[frozenset[str], ...]:
    """The resource types ("bucket", "object", both or none) of each action that the pattern names; case does not matter."""
    glob = compile_glob((pattern.lower(),))
    return tuple(types for name, types in _table()[0].items() if glob.matches(name))


def is_condition_key(key: str) -> bool:
    """Whether S3 has the key; those of other services, and the global ones, are not looked at."""
    name = key.lower().partition("/")[0]
    return not name.startswith("s3:") or name in _table()[1]


def similar_action(action: str) -> str | None:
    """The action of S3 that is written most like this one, with S3's capitals; None if nothing comes near."""
    names = {f"s3:{name}".lower(): f"s3:{name}" for name in json.loads(_text())["actions"]}
    return next((names[one] for one in get_close_matches(action.lower(), names, n=1, cutoff=0.9)), None)


def written_action(pattern: str) -> str:
    """The action or wildcard pattern with AWS's capitals, as far as it names an action of S3, KMS or of a trust policy."""
    service, _, named = pattern.partition(":")
    literal = re.split(r"[*?]", named.lower(), maxsplit=1)[0]
    names = sorted(_names().get(service.lower(), ()), key=len)
    found = next(
        (name for name in names if name.lower() == named.lower() or (literal != named.lower() and name.lower().startswith(literal))), ""
    )
    return f"{service}:{found[: len(literal)]}{named[len(literal) :]}" if found else pattern


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    found = json.loads(_text())
    return {"s3": tuple(found["actions"]), "kms": tuple(found["kms_actions"]), "sts": _STS}


def _text() -> str:
    return files("s3_replication.policy_checks").joinpath("s3_actions.json").read_text()
