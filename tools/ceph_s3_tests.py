"""Run ceph's s3-tests (a checkout of yours) against a local AWS and count the results by part; see docs/ceph-s3-tests.md."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import boto3

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key, canonical_id

__all__ = ["main"]

SECTIONS = {
    "s3 main": "111111111111",
    "s3 alt": "222222222222",
    "s3 tenant": "333333333333",
    "iam": "444444444444",
    "iam root": "555555555555",
    "iam alt root": "666666666666",
}
# Parts of the suite by test name; the first match counts.
PARTS = (
    ("form uploads (POST)", r"post_object"),
    ("bucket logging", r"logging"),
    ("lifecycle, tiers, restore", r"lifecycle|cloud|restore"),
    ("policies and their conditions", r"policy|policies"),
    ("Object Lock", r"object_lock"),
    ("object ownership", r"ownership|owner_enforced|owner_preferred|object_writer"),
    ("tagging", r"tag"),
    ("conditional requests", r"if_?match|if_?non|modified|conditional"),
    ("versioning and delete markers", r"version|marker_(create|replicat)|delete_marker|stack_delete"),
    ("multipart uploads", r"multipart"),
    ("deletes", r"delete"),
    ("listings", r"list"),
    ("SSE-C, SSE-KMS, SSE-S3, default encryption", r"sse|encrypt|_enc"),
    ("copies", r"copy"),
    ("ACLs and anonymous access", r"acl|anon|access_bucket|object_raw|public|presigned|bad_auth|invalid_auth"),
    ("checksums and object attributes", r"checksum|attributes|cksum"),
    ("CORS", r"cors"),
    ("bucket names and creation", r"bucket_create|bucket_recreate|bucket_get_location"),
    ("all else", r""),
)


def main() -> int:
    """Return 0 if the suite ran, even with failures, and 2 if it could not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite", type=Path, help="checkout of ceph/s3-tests")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the suite's requirements")
    parser.add_argument(
        "--old-defaults", action="store_true", help="make buckets as S3 made them before April 2023, which the suite assumes"
    )
    parser.add_argument("--authorize", action="store_true", help="let IAM decide each request")
    options, rest = parser.parse_known_args()
    tests = options.suite / "s3tests" / "functional" / "test_s3.py"
    if not tests.is_file():
        parser.error(f"{options.suite} is no checkout of s3-tests: it has no s3tests/functional/test_s3.py")
    with LocalAws.start(authorize=options.authorize) as local, tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "s3tests.conf").write_text(_settings(local))
        results = work / "results.xml"
        plugin = ["-p", "ceph_old_defaults"] if options.old_defaults else []
        command = [options.python, "-m", "pytest", str(tests), "-p", "no:cacheprovider", f"--junitxml={results}", "-q", *plugin, *rest]
        environment = {**os.environ, "S3TEST_CONF": str(work / "s3tests.conf"), "AWS_DEFAULT_REGION": "us-east-1",
                       "PYTHONPATH": str(Path(__file__).parent), "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        subprocess.run(command, env=environment, cwd=options.suite, check=False)  # noqa: S603 - the user's own checkout and interpreter
        if not results.is_file():
            return 2
        sys.stdout.write(_summary(results))
    return 0


def _settings(local: LocalAws) -> str:
    """The suite's configuration: one account of the local AWS for each of its users, and two KMS keys."""
    session = boto3.Session(access_key(SECTIONS["s3 main"]), SECRET_KEY, region_name="us-east-1")
    keys = session.client("kms", endpoint_url=local.endpoint)
    first, second = (keys.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    text = f"[DEFAULT]\nhost = 127.0.0.1\nport = {local.port}\nis_secure = False\nssl_verify = False\n"
    text += "[fixtures]\nbucket prefix = ceph-{random}-\n"
    for section, account in SECTIONS.items():
        text += f"[{section}]\ndisplay_name = webfile\nuser_id = {canonical_id(account)}\nemail = {account}@example.com\n"
        text += f"access_key = {access_key(account)}\nsecret_key = {SECRET_KEY}\n"
        if section == "s3 main":
            text += f"api_name = us-east-1\nkms_keyid = {first}\nkms_keyid2 = {second}\n"
        if section == "s3 tenant":
            text += "tenant = tenant\n"
    return text


def _summary(results: Path) -> str:
    """Counts by part, then the name and first line of each failure."""
    counts: dict[str, Counter[str]] = {name: Counter() for name, _ in PARTS}
    failures = []
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - written by pytest just now
        name = case.get("name", "")
        part = next(part for part, pattern in PARTS if re.search(pattern, name))
        broken = case.find("failure") if case.find("failure") is not None else case.find("error")
        outcome = "failed" if broken is not None else "skipped" if case.find("skipped") is not None else "passed"
        counts[part][outcome] += 1
        if broken is not None:
            failures.append(f"{part}: {name}: {(broken.get('message') or '?').splitlines()[0][:160]}")
    lines = ["| part | passed | failed | skipped |", "|---|---|---|---|"]
    lines += [f"| {name} | {found['passed']} | {found['failed']} | {found['skipped']} |" for name, found in counts.items() if found]
    total = sum(counts.values(), Counter[str]())
    lines.append(f"| all | {total['passed']} | {total['failed']} | {total['skipped']} |")
    return "\n".join([*lines, "", *sorted(failures), ""])


if __name__ == "__main__":
    sys.exit(main())
