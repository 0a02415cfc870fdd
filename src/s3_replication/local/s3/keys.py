"""Keys as they are in addresses and headers."""

from urllib.parse import unquote

from s3_replication.local.s3.errors import S3Error

__all__ = ["decode_path"]


def decode_path(path: str) -> str:
    """A percent-encoded bucket and key; raises InvalidURI where it is not UTF-8 (User Guide, "Naming Amazon S3 objects").

    Fixed: moto replaces what is not UTF-8, so that different keys become one.
    """
    try:
        return unquote(path, errors="strict") if "%" in path else path
    except UnicodeDecodeError as error:
        raise S3Error("InvalidURI") from error
