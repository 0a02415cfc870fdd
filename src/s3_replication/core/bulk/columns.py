"""The columns that a batch reads, the expressions that group rows into classes, and the version that represents a class."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from s3_replication.core.admission import ARCHIVE_CLASSES
from s3_replication.core.configuration.model import ReplicationConfiguration, Tag
from s3_replication.core.delivery.attempt import MULTIPART_THRESHOLD
from s3_replication.core.delivery.destination import PUBLIC_ACLS
from s3_replication.core.matching import KMS_KINDS
from s3_replication.core.model import Change, Encryption, EncryptionKind, Lock, ReplicationStatus, Version, World
from s3_replication.iam import UNKNOWN, KeyPatterns

__all__ = ["COLUMNS", "class_expressions", "operands", "representative"]

# Columns that a relation may have, with the SQL of the value used for a missing column or a NULL.
COLUMNS: Final[Mapping[str, str]] = {
    "bucket": "''", "key": "''", "size": "0", "tags": "MAP {}", "acl": "NULL", "readable_by_bucket_owner": "TRUE", "encryption": "'AES256'",
    "kms_key": "NULL", "bucket_key": "FALSE", "storage_class": "'STANDARD'", "archived": "FALSE", "lock_mode": "NULL", "legal_hold": "NULL",
    "multipart": "FALSE", "delete_marker": "FALSE", "replica": "FALSE", "status": "NULL", "change": "NULL",
}  # fmt: skip


def text(value: str) -> str:
    """A SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def _one_of(values: Iterable[str]) -> str:
    return f"IN ({', '.join(text(value) for value in sorted(values))})"


_KMS: Final = f"{{encryption}} {_one_of(KMS_KINDS)}"
# The SQL that distinguishes rows: in most columns only part of the value affects a decision.
_FEATURES: Final = (
    "{bucket}", "{readable_by_bucket_owner}", "{encryption}", "{delete_marker}", "{replica}", "{status}", "{change}",
    f"({{multipart}} OR {{size}} > {MULTIPART_THRESHOLD})", f"({{archived}} OR {{storage_class}} {_one_of(ARCHIVE_CLASSES)})",
    f"CASE WHEN {_KMS} THEN {{kms_key}} END", f"({_KMS} AND {{bucket_key}})", f"coalesce({{acl}} {_one_of(PUBLIC_ACLS)}, FALSE)",
    "({lock_mode} IS NOT NULL)", "({legal_hold} IS NOT NULL)", "(cardinality({tags}) > 0)",
)  # fmt: skip
_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def operands(present: Collection[str]) -> dict[str, str]:
    """SQL of each column's value, whether the relation has the column or not."""
    values = {}
    for name, default in COLUMNS.items():
        if name not in present:
            values[name] = default
        else:
            values[name] = name if default == "NULL" else f"coalesce({name}, {default})"
    return values


def class_expressions(world: World, patterns: KeyPatterns, present: Collection[str]) -> list[str]:
    """Return SQL of values that two rows share only if every decision about them is the same. A missing column is ignored."""
    values = operands(present)
    parts = [feature.format_map(values) for feature in _FEATURES if any(f"{{{name}}}" in feature for name in present)]
    if "tags" in present:
        tags = values["tags"]
        parts.extend(f"list_contains(map_extract({tags}, {text(tag.key)}), {text(tag.value)})" for tag in _rule_tags(world))
    return [*parts, *_key_parts(patterns)]


def _rule_tags(world: World) -> Sequence[Tag]:
    configurations = (bucket.replication for bucket in world.buckets.values())
    rules = [rule for found in configurations if isinstance(found, ReplicationConfiguration) for rule in found.rules]
    return list(dict.fromkeys(tag for rule in rules if rule.filter is not None for tag in rule.filter.tags))


def _key_parts(patterns: KeyPatterns) -> list[str]:
    """The longest matching prefix determines all prefixes of a key, so comparing the longest first is enough."""
    # RE2 has no atomic groups, and the pattern means the same without them.
    expressions = sorted((stem, glob.regex.pattern.replace("(?>", "(?:")) for stem, glob in patterns.patterns if glob.regex is not None)
    parts = [f"regexp_full_match({text(stem)} || key, {text(expression)}, 's')" for stem, expression in expressions]
    if patterns.equals:
        parts.append(f"list_position([{', '.join(text(key) for key in sorted(patterns.equals))}], key)")
    if patterns.prefixes:
        longest = sorted(patterns.prefixes, key=lambda prefix: (-len(prefix), prefix))
        parts.append("CASE " + " ".join(f"WHEN starts_with(key, {text(prefix)}) THEN {n}" for n, prefix in enumerate(longest)) + " END")
    return [*parts, *(["key"] if patterns.each else [])]


def representative(row: Mapping[str, object], change: Change) -> tuple[Version, Change]:
    """The first row of a class as a version, and its change if the rows have one."""
    key_arn = row["kms_key"]
    kind = EncryptionKind(str(row["encryption"]))
    tags, asked = row["tags"], row["change"]
    version = Version(
        str(row["bucket"]), str(row["key"]), "", _MOMENT,
        size=int(str(row["size"])),
        tags={str(name): str(value) for name, value in tags.items()} if isinstance(tags, Mapping) else {},
        acl=_text(row["acl"]),
        readable_by_bucket_owner=bool(row["readable_by_bucket_owner"]),
        encryption=Encryption(kind, UNKNOWN if key_arn == "UNKNOWN" else _text(key_arn), bool(row["bucket_key"])),
        storage_class=str(row["storage_class"]),
        archived=bool(row["archived"]),
        lock=Lock(_text(row["lock_mode"]), None, _text(row["legal_hold"])),
        multipart=bool(row["multipart"]),
        delete_marker=bool(row["delete_marker"]),
        replica=bool(row["replica"]),
        status=None if row["status"] is None else ReplicationStatus(str(row["status"])),
    )  # fmt: skip
    return version, change if asked is None else Change(str(asked))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
