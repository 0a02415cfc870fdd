"""Turns Terraform's output into one error sentence."""

import re

from s3_replication.errors import TerraformError
from s3_replication.terraform.mirror import MIRROR_VARIABLE

__all__ = ["failure"]

_FRAME = re.compile(r"^[\s]*[╷│╵|]?\s?", re.MULTILINE)
_NO_PROVIDER = re.compile(r"Failed to query available provider packages|Failed to install provider|Inconsistent dependency lock file")
_PROVIDER_NAME = re.compile(r"provider\s+\S*?([a-z0-9-]+/[a-z0-9-]+)(?=[\s:,\"])")
_LIMIT = 4000


def failure(command: str, code: int, output: str, errors: str) -> TerraformError:
    """The error for a failed `terraform <command>`: the fix if the cause is known, else Terraform's message."""
    text = _plain(errors) or _plain(output)
    if command == "init" and _NO_PROVIDER.search(text):
        return TerraformError(_no_provider(text))
    said = text[:_LIMIT] or "it printed nothing"
    return TerraformError(f"terraform {command} failed with exit code {code}: {said}")


def _no_provider(text: str) -> str:
    named = _PROVIDER_NAME.search(text)
    provider = named.group(1) if named else "hashicorp/aws"
    return (
        f"Terraform found no {provider} provider that fits, neither in a mirror folder nor at its registry: connect this machine to the "
        f"registry, or fill a folder with `terraform providers mirror FOLDER` elsewhere and name it in {MIRROR_VARIABLE}."
    )


def _plain(text: str) -> str:
    """Terraform's message without its frame, from the first error: warnings before it do not explain the failure."""
    lines = [line.rstrip() for line in _FRAME.sub("", text).splitlines()]
    first = next((index for index, line in enumerate(lines) if line.startswith("Error:")), 0)
    kept = "\n".join(lines[first:]).strip()
    return re.sub(r"\n{2,}", "\n", kept)
