"""From text or mapping to plain JSON data of a bearable size, or a PolicyError; nothing else is ever raised."""

import json
from collections.abc import Mapping
from typing import Final

from s3_replication.iam.kinds import LARGEST, RULES, PolicyKind
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.values import Unknown

__all__ = ["load_document"]

WHITE_SPACE: Final = 32
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
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise place.error(f"has the key {shown(twice)} twice in one object", "each key once", "Join the two values into one list.")
        return dict(pairs)

    if len(text) > LARGEST * WHITE_SPACE:
        raise too_large(place, len(text), LARGEST, "the largest policy that AWS takes anywhere")
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
    """Compare with the quota of the kind; without one, with the largest of all."""
    if kind is None:
        size, limit, what = len(compact.encode("utf-8", "surrogatepass")), LARGEST, "the largest policy that AWS takes anywhere"
    else:
        rules = RULES[kind]
        size = len(compact.encode("utf-8", "surrogatepass")) if rules.in_bytes else len(compact)
        limit, what = rules.size, f"the quota of a {kind.value}"
    if size > limit:
        raise too_large(place, size, limit, what)


def too_large(place: Place, size: int, limit: int, what: str) -> Exception:
    """The refusal of a document for its size."""
    repair = "Join statements, use wildcards, or split the policy."
    return place.error(f"is {size:,} long", f"{limit:,} without white space, {what}", repair)
