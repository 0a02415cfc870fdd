"""The data file of a report: CSV under gzip, or Parquet (User Guide, "Amazon S3 Inventory list")."""

import csv
import gzip
import io
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from s3_replication.local.inventory.columns import Cell, Column
from s3_replication.local.ports.listing import ListedVersion

__all__ = ["csv_file", "csv_schema", "parquet_file", "parquet_schema"]

_TYPES = {str: pa.string(), int: pa.int64(), bool: pa.bool_(), datetime: pa.timestamp("ms", tz="UTC")}
_WRITTEN = {str: "optional binary {} (STRING)", int: "optional int64 {}", bool: "optional boolean {}",
            datetime: "optional int64 {} (TIMESTAMP(MILLIS,true))"}  # fmt: skip


def csv_schema(columns: Sequence[Column]) -> str:
    """`fileSchema` of a CSV report; the file itself has no header."""
    return ", ".join(column.name for column in columns)


def csv_file(columns: Sequence[Column], rows: Sequence[ListedVersion]) -> bytes:
    """Every value in quotes, keys URL-encoded, nothing for what a version does not have; under gzip."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([_text(column, row) for column in columns] for row in rows)
    return gzip.compress(text.getvalue().encode("utf-8", "surrogateescape"), mtime=0)


def _text(column: Column, row: ListedVersion) -> str:
    value: Cell = column.value(row)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if column.name == "Key":
        return quote(str(value), safe="/")
    return "" if value is None else str(value)


def parquet_schema(columns: Sequence[Column]) -> str:
    """`fileSchema` of a Parquet report, as a Parquet message."""
    inner = "  ".join(_written(column) + ";" for column in columns)
    return f"message s3.inventory {{  {inner}}}"


def _written(column: Column) -> str:
    text = _WRITTEN[column.kind].format(column.parquet)
    return text.replace("optional", "required") if column.name in {"Bucket", "Key"} else text


def parquet_file(columns: Sequence[Column], rows: Sequence[ListedVersion]) -> bytes:
    """Typed columns; keys as they are, not URL-encoded."""
    fields = [pa.field(column.parquet, _TYPES[column.kind], nullable=column.name not in {"Bucket", "Key"}) for column in columns]
    arrays = [pa.array([_typed(column.value(row)) for row in rows], _TYPES[column.kind]) for column in columns]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), buffer, compression="snappy")
    return buffer.getvalue()


def _typed(value: Cell) -> Cell:
    return value.replace(microsecond=value.microsecond // 1000 * 1000) if isinstance(value, datetime) else value
