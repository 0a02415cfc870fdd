"""Writes docs/doctor/*.json, the policies that `s3-replication doctor --policy` prints.

Usage: python tools/reader_policies.py
"""

import json
from collections.abc import Mapping
from pathlib import Path

from s3_replication.doctor import reader_policies

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "doctor"


def documents() -> Mapping[str, str]:
    """The text of each file by its name: for one bucket, and for every bucket of an account."""
    found = {}
    for suffix, every_bucket in (("", False), ("-all", True)):
        for side, policy in reader_policies({}, every_bucket=every_bucket).items():
            found[f"{side}{suffix}.json"] = json.dumps(policy, indent=2) + "\n"
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
