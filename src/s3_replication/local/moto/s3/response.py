"""moto's S3Response with S3's refusals, the owner's backend, and replication of changes once a request is answered.

Fixed: moto uses the requester's backend for objects in another account's bucket, so that tags written by one are not read by another.
"""

from typing import Any
from urllib.parse import parse_qsl, urlparse
from xml.parsers.expat import ExpatError

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import OWNER, FakeAcl, FakeGrant, FakeGrantee, s3_backends
from moto.s3.responses import S3Response
from moto.utilities.utils import get_partition

from s3_replication.core import Change
from s3_replication.local.http.credentials import canonical_id
from s3_replication.local.moto.s3 import write_checks
from s3_replication.local.moto.s3.bucket_creation import check_new_bucket, tags_of_new_bucket
from s3_replication.local.moto.s3.grantees import check_grantees
from s3_replication.local.moto.s3.named_versions import find
from s3_replication.local.moto.s3.objects import check_key
from s3_replication.local.moto.s3.request import Kind, S3Request
from s3_replication.local.moto.s3.subresources import handler_of
from s3_replication.local.moto.s3.uploads import UPLOAD_ID, find_upload
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.s3.errors import S3Error, error_response
from s3_replication.local.s3.query import subresource_of
from s3_replication.local.s3.tags import tags_in

__all__ = ["LocalS3Response"]

_TO_BUCKET_OWNER = {"bucket-owner-read": "READ", "bucket-owner-full-control": "FULL_CONTROL"}
_EVERYBODY = OWNER.encode()
_LISTER = "bcaf1ffd86f41161ca5fb16fd081034f"  # moto's owner of every list of buckets
# What moto raises when a document or header is not as it expects; the answer is S3's, not a traceback.
_UNREADABLE = (AttributeError, AssertionError, ExpatError, IndexError, KeyError, TypeError, ValueError, RecursionError)


class LocalS3Response(S3Response):
    """One S3 request on its way through moto."""

    @property
    def backend(self) -> Any:
        """The backend of the bucket's owner, else of the caller; always a LocalS3Backend."""
        owner = s3_backends.bucket_accounts.get(self.bucket_name)
        if owner is not None:
            return s3_backends[owner[1]][owner[0]]
        return s3_backends[self.current_account][get_partition(self.region)]

    @property
    def runtime(self) -> Runtime:
        """The local AWS around moto."""
        runtime: Runtime = self.backend.runtime
        return runtime

    def setup_class(self, request: Any, full_url: str | None = None, headers: Any = None, *_more: Any) -> None:
        """As moto, plus who calls, for what is decided deeper down."""
        self.bucket_name = ""
        super().setup_class(request, full_url, headers)
        journal = self.runtime.journal
        journal.take()
        journal.caller = self.current_account

    def local_bucket(self) -> LocalBucket:
        """The bucket named; raises NoSuchBucket, and AccessDenied where x-amz-expected-bucket-owner is another (fact 1.02)."""
        bucket: LocalBucket = self.backend.local_bucket(self.bucket_name)
        if self.headers.get("x-amz-expected-bucket-owner", bucket.account_id) != bucket.account_id:
            raise S3Error("AccessDenied")
        return bucket

    @property
    def query(self) -> dict[str, str]:
        """The query, decoded; a sub-resource has the value ""."""
        return dict(parse_qsl(urlparse(self.uri).query, keep_blank_values=True))

    def _get_key(self, validate_storage_class: bool = True) -> Any:
        """Fixed: moto refuses the tags of an archived version too; S3 refuses only its bytes."""
        return super()._get_key(validate_storage_class and "tagging" not in self.query)

    def _tagging_from_xml(self) -> dict[str, str]:
        """Fixed: moto refuses an empty set, which removes all tags (User Guide, "Tagging and access control policies")."""
        return tags_in(self.body)

    def _bucket_response(self, request: Any, full_url: str) -> Any:
        if not self.bucket_name:
            status, headers, body = self.all_buckets()
            text = body.decode() if isinstance(body, bytes) else str(body)
            return status, headers, text.replace(_LISTER, canonical_id(self.current_account))
        return self._guarded(request, full_url, Kind.BUCKET)

    def _key_response(self, request: Any, full_url: str) -> Any:
        return self._guarded(request, full_url, Kind.OBJECT)

    def _guarded(self, request: Any, full_url: str, kind: Kind) -> Any:
        """Answer, then replicate what changed; anything unreadable becomes S3's error."""
        try:
            answer = self._answer(request, full_url, kind)
        except (S3Error, S3ClientError) as error:
            self._undo()
            return self._refused(error)
        except NotImplementedError:
            return self._refused(S3Error("NotImplemented"))
        except _UNREADABLE:
            self._undo()
            return self._refused(S3Error("MalformedXML") if self.body else S3Error("InvalidRequest"))
        answer = self._with_owner(answer, kind)
        status = answer[0] if isinstance(answer, tuple) else 200
        runtime = self.runtime
        for bucket, version, change in runtime.journal.take():
            if int(status) < 400:
                runtime.replication.admit(bucket, version, change)
        return answer

    def _answer(self, request: Any, full_url: str, kind: Kind) -> Any:
        query, method = self.query, request.method
        name = subresource_of(query)
        if kind is Kind.OBJECT and name == "" and UPLOAD_ID in query:
            name = UPLOAD_ID
        row, handler = handler_of(kind, method, name)
        if kind is Kind.BUCKET and name == "" and method in {"PUT", "OPTIONS"}:
            return self._create_bucket(request, full_url) if method == "PUT" else S3Response._bucket_response(self, request, full_url)
        bucket = self.local_bucket()
        key = self.parse_key_name() if kind is Kind.OBJECT else ""
        check_key(key)
        taken = S3Request(method, bucket, key, query, {header.lower(): value for header, value in self.headers.items()},
                          self.body or b"", self.current_account, self.backend, self._given_acl,
                          {field.lower(): value for field, value in self.form_data.items()})  # fmt: skip
        moto = S3Response._bucket_response if kind is Kind.BUCKET else S3Response._key_response
        return handler(taken, row, lambda: moto(self, request, full_url))

    def _create_bucket(self, request: Any, full_url: str) -> Any:
        check_new_bucket(self.bucket_name, self.headers)
        tags = tags_of_new_bucket(self.body or b"")
        acl = self._acl_from_headers(self.headers)
        answer = S3Response._bucket_response(self, request, full_url)
        if acl is not None and self.backend.buckets.get(self.bucket_name) is not None:  # moto keeps a canned ACL only
            self.backend.put_bucket_acl(self.bucket_name, acl)
        if tags and self.backend.buckets.get(self.bucket_name) is not None:
            self.backend.put_bucket_tagging(self.bucket_name, tags)
        return answer

    def _given_acl(self) -> FakeAcl | None:
        """The ACL in the headers, else in the body, which only PutObjectAcl has."""
        found = self._acl_from_headers(self.headers)
        return self._acl_from_body() if found is None and "acl" in self.query else found

    def _acl_from_headers(self, headers: Any) -> FakeAcl | None:
        """Fixed: moto grants the bucket's owner nothing by bucket-owner-read and bucket-owner-full-control, and shows one permission and
        one grantee of each grant.
        """
        acl: FakeAcl | None = super()._acl_from_headers(headers)
        if acl is not None:
            check_grantees(acl)
            acl.grants = [FakeGrant([grantee], [permission]) for grant in acl.grants
                          for grantee in grant.grantees for permission in grant.permissions]  # fmt: skip
        canned = headers.get("x-amz-acl", "")
        bucket = self.backend.buckets.get(self.bucket_name)
        if acl is None or bucket is None or canned not in _TO_BUCKET_OWNER:
            return acl
        if write_checks.owner(bucket, self.current_account, {"x-amz-acl": canned}) != bucket.account_id:
            acl.grants.append(FakeGrant([FakeGrantee(canonical_id(bucket.account_id))], [_TO_BUCKET_OWNER[canned]]))
        return acl

    def _acl_from_body(self) -> FakeAcl:
        """Fixed: moto ignores an ACL without grants, and accepts grantees that cannot exist."""
        found: FakeAcl | None = super()._acl_from_body()
        acl = FakeAcl([]) if found is None else found
        check_grantees(acl)
        return acl

    def _handle_range_header(self, request: Any, response_headers: dict[str, Any], response_content: Any) -> Any:
        """Fixed: moto cuts the answers of writes too, and fails on a range without a unit; S3 ignores what it cannot read."""
        if request.method not in {"GET", "HEAD"} or not request.headers["range"].startswith("bytes="):
            return 200, response_headers, response_content
        return super()._handle_range_header(request, response_headers, response_content)

    def _with_owner(self, answer: Any, kind: Kind) -> Any:
        """Put the owner's canonical id where moto has one constant for all accounts (ACLs, listings)."""
        if not isinstance(answer, tuple) or self.method != "GET" or not isinstance(answer[2], (str, bytes)):
            return answer
        body = answer[2].encode() if isinstance(answer[2], str) else answer[2]
        if _EVERYBODY not in body:
            return answer
        bucket = self.local_bucket()
        owner = bucket.account_id
        if kind is Kind.OBJECT and UPLOAD_ID in self.query:
            owner = find_upload(bucket, self.query[UPLOAD_ID], self.parse_key_name()).template.owner
        elif kind is Kind.OBJECT:
            owner = find(bucket, self.parse_key_name(), self.query, "GET").owner
        return answer[0], answer[1], body.replace(_EVERYBODY, canonical_id(owner).encode())

    def _refused(self, error: S3Error | S3ClientError) -> Any:
        if isinstance(error, S3ClientError):
            return self.serialized(ActionResult(error))
        answer = error_response(error, self.path)
        body = b"" if self.method == "HEAD" else bytes(answer.body)
        return answer.status, dict(answer.headers), body

    def _undo(self) -> None:
        """A version that a refused request had already put in place goes away again."""
        for bucket, version, change in self.runtime.journal.take():
            if change is Change.OBJECT and isinstance(version, LocalKey):
                bucket.keys.remove(version.name, version.version_id)
