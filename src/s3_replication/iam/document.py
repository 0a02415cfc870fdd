"""From text or mapping to plain JSON data of a bearable size, or a PolicyError; nothing else is ever raised."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final

from s3_replication.iam.kinds import LARGEST, RULES, PolicyKind
from s3_replication.iam.problem import Place, PolicyError, shown
from s3_replication.iam.values import Unknown

__all__ = ["load_document"]

REPAIR: Final = "Repair the document; `jq . policy.json` shows where JSON breaks."


def load_document(document: object, place: Place, kind: PolicyKind | None) -> Mapping[str, object]:
    """The document as a mapping, with its size checked."""
    try:
        data = parse_json(document, place) if isinstance(document, str) else document
        if not isinstance(data, Mapping):
            raise place.error(f"is {shown(data)}, not a JSON object", "an object with Version and Statement", REPAIR)
        check_size(json.dumps(dict(data), separators=(",", ":"), ensure_ascii=False, default=leaf), place, kind)
        return data
    except RecursionError:
        raise place.error("is nested too deeply", "an object with Version and Statement", REPAIR) from None
    except (ValueError, TypeError) as error:
        raise place.error(f"is not JSON: {error}", "an object with Version and Statement", REPAIR) from None


def parse_json(text: str, place: Place) -> object:
    """Read JSON text, in which no object may have a key twice: Python would drop the first silently."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
            raise place.error(f"has the key {shown(twice)} twice in one object", "each key once", "Join the two values into one list.")
        return found

    if len(text) > LARGEST:
        raise too_large(place, len(text), f"{LARGEST:,}, the longest text that is read as a policy")
    loaded: object = json.loads(text, object_pairs_hook=unique)
    return loaded


def leaf(value: object) -> object:
    """What JSON has no form for: unknown values count for nothing, mappings that are not dicts are opened."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Unknown):
        return ""
    raise TypeError(f"{type(value).__name__} is no JSON value")


def check_size(compact: str, place: Place, kind: PolicyKind | None) -> None:
    """Compare with the quota of the kind. Without a kind the policy may be one of AWS's own, which have no quota."""
    rules = RULES[kind] if kind is not None else None
    if rules is None or rules.size is None:
        return
    size = len(compact.encode("utf-8", "surrogatepass")) if rules.in_bytes else len(compact)
    if size > rules.size:
        raise too_large(place, size, f"{rules.size:,} without white space, the quota of a {kind}")


def too_large(place: Place, size: int, allowed: str) -> PolicyError:
    """The refusal of a document for its size."""
    repair = "Join statements, use wildcards, or split the policy."
    return place.error(f"is {size:,} long", allowed, repair)
