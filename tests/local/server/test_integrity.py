"""What S3 refuses because the bytes are not those that the headers describe."""

import base64
import hashlib
import zlib
from collections.abc import Mapping

import pytest

from s3_replication.local.s3.checksum import ALGORITHMS, SIZES, checksum_of
from tests.local.conftest import Aws, unique
from tests.local.server.wire import send

BODY = b"hello world"
MD5 = base64.b64encode(hashlib.md5(BODY, usedforsecurity=False).digest()).decode()
CRC = base64.b64encode(zlib.crc32(BODY).to_bytes(4, "big")).decode()
# The check values of the CRC catalogue (reveng), for "123456789".
CATALOGUE = {"crc32": 0xCBF43926, "crc32c": 0xE3069283, "crc64nvme": 0xAE8B14860A799888}


@pytest.mark.parametrize("algorithm", CATALOGUE)
def test_a_checksum_is_that_of_the_catalogue(algorithm: str) -> None:
    found = base64.b64decode(checksum_of(algorithm, b"123456789"))
    assert int.from_bytes(found, "big") == CATALOGUE[algorithm]


def chunked(trailer: str = "", *, extension: str = "", last: bytes = b"0\r\n") -> bytes:
    pieces = (BODY[at : at + 4] for at in range(0, len(BODY), 4))
    framed = b"".join(f"{len(piece):x}{extension}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    return framed + last + trailer.encode() + b"\r\n"


STREAM = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content-Encoding": "aws-chunked",
          "x-amz-decoded-content-length": str(len(BODY))}  # fmt: skip
TRAILED = {**STREAM, "x-amz-trailer": "x-amz-checksum-crc32"}
RIGHT = f"x-amz-checksum-crc32:{CRC}\r\n"


def wrong(algorithm: str) -> str:
    return base64.b64encode(b"\1" * SIZES[algorithm]).decode()


CASES: dict[str, tuple[Mapping[str, str], bytes, str]] = {
    "right MD5": ({"Content-MD5": MD5}, BODY, ""),
    "wrong MD5": ({"Content-MD5": base64.b64encode(b"0" * 16).decode()}, BODY, "BadDigest"),
    "MD5 that is none": ({"Content-MD5": "zzz"}, BODY, "InvalidDigest"),
    "right payload hash": ({"x-amz-content-sha256": hashlib.sha256(BODY).hexdigest()}, BODY, ""),
    "wrong payload hash": ({"x-amz-content-sha256": "0" * 64}, BODY, "XAmzContentSHA256Mismatch"),
    "payload that is not signed": ({"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, BODY, ""),
    **{f"right {name}": ({f"x-amz-checksum-{name}": checksum_of(name, BODY)}, BODY, "") for name in ALGORITHMS},
    **{f"wrong {name}": ({f"x-amz-checksum-{name}": wrong(name)}, BODY, "BadDigest") for name in ALGORITHMS},
    **{f"{name} that is not base64": ({f"x-amz-checksum-{name}": "!!!"}, BODY, "InvalidRequest") for name in ALGORITHMS},
    **{f"short {name}": ({f"x-amz-checksum-{name}": "AAAA"}, BODY, "InvalidRequest") for name in ALGORITHMS},
    "two checksums": ({"x-amz-checksum-crc32": CRC, "x-amz-checksum-sha1": checksum_of("sha1", BODY)}, BODY, "InvalidRequest"),
    "another algorithm than announced": ({"x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-crc32": CRC}, BODY, "InvalidRequest"),
    **{f"right {name} behind": ({**STREAM, "x-amz-trailer": f"x-amz-checksum-{name}"},
                                chunked(f"x-amz-checksum-{name}:{checksum_of(name, BODY)}\r\n"), "") for name in ALGORITHMS},
    **{f"wrong {name} behind": ({**STREAM, "x-amz-trailer": f"x-amz-checksum-{name}"},
                                chunked(f"x-amz-checksum-{name}:{wrong(name)}\r\n"), "BadDigest") for name in ALGORITHMS},
    "no trailer": (STREAM, chunked(), ""),
    "an announced trailer that is missing": (TRAILED, chunked(), "MalformedTrailerError"),
    "another trailer than announced": (TRAILED, chunked(f"x-amz-checksum-crc32c:{wrong('crc32c')}\r\n"), "MalformedTrailerError"),
    "a trailer that was not announced": (STREAM, chunked(RIGHT), "MalformedTrailerError"),
    "a trailer twice": (TRAILED, chunked(RIGHT * 2), "MalformedTrailerError"),
    "a trailer without a colon": (TRAILED, chunked("x-amz-checksum-crc32\r\n"), "MalformedTrailerError"),
    "a trailer that is no checksum":
        ({**STREAM, "x-amz-trailer": "x-amz-acl"}, chunked("x-amz-acl:public-read\r\n"), "MalformedTrailerError"),
    "a decoded length that is too small": ({**TRAILED, "x-amz-decoded-content-length": "5"}, chunked(RIGHT), "IncompleteBody"),
    "a decoded length that is too large": ({**TRAILED, "x-amz-decoded-content-length": "50"}, chunked(RIGHT), "IncompleteBody"),
    "a decoded length that is negative": ({**TRAILED, "x-amz-decoded-content-length": "-11"}, chunked(RIGHT), "IncompleteBody"),
    "no decoded length": ({"x-amz-content-sha256": STREAM["x-amz-content-sha256"]}, chunked(), "MissingContentLength"),
    "signed chunks": ({**STREAM, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
                      chunked(extension=";chunk-signature=" + "0" * 64), ""),
    "a signed trailer": ({**TRAILED, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"},
                         chunked(RIGHT + "x-amz-trailer-signature:0\r\n", extension=";chunk-signature=" + "0" * 64), ""),
    "cut in a chunk": (STREAM, chunked()[:9], "IncompleteBody"),
    "no last chunk": (STREAM, chunked(last=b""), "IncompleteBody"),
    "nothing": (STREAM, b"", "IncompleteBody"),
    "no CRLF after a chunk": (STREAM, b"3\r\nabc3\r\ndef0\r\n\r\n", "IncompleteBody"),
    **{f"size {size!r}": (STREAM, size.encode() + b"\r\nabc\r\n0\r\n\r\n", "IncompleteBody")
       for size in ("-6", "-0", "+3", "0x3", "1_0", " 3", "3 ", "", "f" * 16, "f" * 17, "٣")},
}  # fmt: skip


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    name = unique("integrity")
    aws.client("s3").create_bucket(Bucket=name)
    return name


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("route", [{}, {"x-amz-acl": "bucket-owner-full-control"}], ids=["fast", "moto"])
def test_a_write_is_taken_only_with_the_bytes_that_it_describes(case: str, route: dict[str, str], aws: Aws, bucket: str) -> None:
    headers, body, code = CASES[case]
    answer = send(aws.running.port, "PUT", f"/{bucket}/k", {**headers, **route}, body)
    assert answer.code == code
    assert (answer.status == 200) is (code == "")
    if not code:
        assert aws.client("s3").get_object(Bucket=bucket, Key="k")["Body"].read() == BODY


@pytest.mark.parametrize("algorithm", ["CRC32C", "CRC64NVME"])
def test_a_multipart_upload_has_the_checksum_of_its_algorithm(algorithm: str, aws: Aws, bucket: str) -> None:
    s3, name = aws.client("s3"), f"Checksum{algorithm}"
    upload = s3.create_multipart_upload(Bucket=bucket, Key="m", ChecksumAlgorithm=algorithm)["UploadId"]
    sent = checksum_of(algorithm.lower(), BODY)
    part = s3.upload_part(Bucket=bucket, Key="m", UploadId=upload, PartNumber=1, Body=BODY, **{name: sent})
    done = s3.complete_multipart_upload(Bucket=bucket, Key="m", UploadId=upload, MultipartUpload={"Parts": [
        {"PartNumber": 1, "ETag": part["ETag"], name: sent}]})  # fmt: skip
    whole = sent if algorithm == "CRC64NVME" else checksum_of("crc32c", base64.b64decode(sent)) + "-1"
    assert done[name] == whole


def test_the_payload_hash_counts_for_configurations_too(aws: Aws, bucket: str) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    answer = send(aws.running.port, "PUT", f"/{bucket}?versioning", {"x-amz-content-sha256": "0" * 64}, body)
    assert answer.code == "XAmzContentSHA256Mismatch"


DOTS = ["./a", "../a", "x/../b", "c/./d", "e/.", "e/..", "..", ".", "f//g", "/h", "../../etc/passwd", "%2e%2e/i"]


@pytest.mark.parametrize("acl", [{}, {"ACL": "bucket-owner-full-control"}], ids=["fast", "moto"])
def test_keys_with_dot_segments_survive(acl: dict[str, str], aws: Aws) -> None:
    s3, name = aws.client("s3"), unique("dots")
    s3.create_bucket(Bucket=name)
    for key in DOTS:
        s3.put_object(Bucket=name, Key=key, Body=key.encode(), **acl)
        assert s3.get_object(Bucket=name, Key=key)["Body"].read() == key.encode()
    assert sorted(one["Key"] for one in s3.list_objects_v2(Bucket=name)["Contents"]) == sorted(DOTS)
