"""moto's S3Response with S3's refusals, the owner's backend, and admission to replication once a request is answered.

Mended: moto uses the requester's backend for objects in another account's bucket, so that tags written by one are not read by another.
"""

from typing import Any
from urllib.parse import parse_qsl, urlparse
from xml.parsers.expat import ExpatError

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import OWNER, s3_backends
from moto.s3.responses import S3Response
from moto.utilities.utils import get_partition

from s3_replication.core import Change
from s3_replication.local.moto_compat import configuration, deletes, objects, pages, subresources
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.creation import check_new_bucket, tags_of_new_bucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey, canonical_id
from s3_replication.local.moto_compat.sources import find
from s3_replication.local.moto_compat.uploads import find_upload
from s3_replication.local.s3.errors import S3Error, error_response

__all__ = ["LocalS3Response"]

_EVERYBODY = OWNER.encode()
_LISTER = "bcaf1ffd86f41161ca5fb16fd081034f"  # moto's owner of every list of buckets
# What moto raises when a document or header is not as it expects; the answer is S3's, not a traceback.
_UNREADABLE = (AttributeError, AssertionError, ExpatError, IndexError, KeyError, TypeError, ValueError, RecursionError)


class LocalS3Response(S3Response):
    """One S3 request on its way through moto."""

    @property
    def backend(self) -> Any:
        """The backend of the bucket's owner, else of the caller."""
        owner = s3_backends.bucket_accounts.get(self.bucket_name)
        if owner is not None:
            return s3_backends[owner[1]][owner[0]]
        return s3_backends[self.current_account][get_partition(self.region)]

    def setup_class(self, request: Any, full_url: str | None = None, headers: Any = None, *_more: Any) -> None:
        """As moto, plus who calls, for what is decided deeper down."""
        self.bucket_name = ""
        super().setup_class(request, full_url, headers)
        hooks.journal.take()
        hooks.journal.caller = self.current_account

    def local_bucket(self) -> LocalBucket:
        """The bucket named; raises NoSuchBucket, and AccessDenied where x-amz-expected-bucket-owner is another (fact 1.02)."""
        bucket: LocalBucket = self.backend.own(self.bucket_name)
        if self.headers.get("x-amz-expected-bucket-owner", bucket.account_id) != bucket.account_id:
            raise S3Error("AccessDenied")
        return bucket

    @property
    def query(self) -> dict[str, str]:
        """The query, decoded; a sub-resource has the value ""."""
        return dict(parse_qsl(urlparse(self.uri).query, keep_blank_values=True))

    @property
    def lower_headers(self) -> dict[str, str]:
        """The headers by their names in lower case, as the checks of writes take them."""
        return {name.lower(): value for name, value in self.headers.items()}

    @property
    def bypasses_governance(self) -> bool:
        """Whether the request asks to pass over a retention in governance mode; its right to do so is not checked."""
        return bool(self.headers.get("x-amz-bypass-governance-retention", "").lower() == "true")

    def _get_key(self, validate_storage_class: bool = True) -> Any:
        """Mended: moto refuses the tags of an archived version too; S3 refuses only its bytes."""
        return super()._get_key(validate_storage_class and "tagging" not in self.query)

    def _bucket_response(self, request: Any, full_url: str) -> Any:
        if not self.bucket_name:
            status, headers, body = self.all_buckets()
            text = body.decode() if isinstance(body, bytes) else str(body)
            return status, headers, text.replace(_LISTER, canonical_id(self.current_account))
        return self._guarded(request, full_url, "bucket")

    def _key_response(self, request: Any, full_url: str) -> Any:
        return self._guarded(request, full_url, "object")

    def _guarded(self, request: Any, full_url: str, kind: str) -> Any:
        """Answer, then admit what changed; anything unreadable becomes S3's error."""
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
        for bucket, version, change in hooks.journal.take():
            if int(status) < 400:
                hooks.replication.admit(bucket, version, change)
        return answer

    def _answer(self, request: Any, full_url: str, kind: str) -> Any:
        query = self.query
        name = subresources.subresource_of(query)
        method = request.method
        if kind == "bucket" and name in configuration.HANDLERS:
            return configuration.HANDLERS[name](self, self.local_bucket(), method, query)
        if kind == "bucket" and name in subresources.EXACT:
            return subresources.answer_exact(self.local_bucket(), method, name, query, self.body or b"")
        if name not in subresources.ANSWERED[kind].get(method, ()):
            known = ", ".join(sorted(item for item in subresources.ANSWERED[kind].get(method, ()) if item))
            raise S3Error("NotImplemented", f"The local AWS has no {method} of {kind} sub-resource '{name}'; it has: {known or 'none'}.")
        if not (kind == "bucket" and name == "" and method in {"PUT", "OPTIONS"}):
            self.local_bucket()
        if (kind, method, name) == ("bucket", "PUT", ""):
            check_new_bucket(self.bucket_name, self.headers)
            tags = tags_of_new_bucket(self.body or b"")
            answer = S3Response._bucket_response(self, request, full_url)
            if tags and self.backend.buckets.get(self.bucket_name) is not None:
                self.backend.put_bucket_tagging(self.bucket_name, tags)
            return answer
        if (kind, method, name) == ("bucket", "POST", "delete"):
            return deletes.delete_objects(self, self.local_bucket())
        if kind == "object":
            return objects.answer(self, method, name, query, lambda: S3Response._key_response(self, request, full_url))
        if method == "GET":
            pages.check(query)
        return configuration.around(self, method, name, query, lambda: S3Response._bucket_response(self, request, full_url))

    def serialized(self, action_result: ActionResult) -> Any:
        """As moto, after mending pages of listings."""
        if isinstance(action_result.result, dict):
            pages.complete(str(self.data.get("Action", "")), action_result.result, self.query)
        return super().serialized(action_result)

    def _handle_range_header(self, request: Any, response_headers: dict[str, Any], response_content: Any) -> Any:
        """Mended: moto cuts the answers of writes too, and fails on a range without a unit; S3 ignores what it cannot read."""
        if request.method not in {"GET", "HEAD"} or not request.headers["range"].startswith("bytes="):
            return 200, response_headers, response_content
        return super()._handle_range_header(request, response_headers, response_content)

    def _with_owner(self, answer: Any, kind: str) -> Any:
        """Put the owner's canonical id where moto has one constant for all accounts (ACLs, listings)."""
        if not isinstance(answer, tuple) or self.method != "GET" or not isinstance(answer[2], (str, bytes)):
            return answer
        body = answer[2].encode() if isinstance(answer[2], str) else answer[2]
        if _EVERYBODY not in body:
            return answer
        bucket = self.local_bucket()
        owner = bucket.account_id
        if kind == "object" and "uploadId" in self.query:
            owner = find_upload(bucket, self.query["uploadId"], self.parse_key_name()).template.owner
        elif kind == "object":
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
        for bucket, version, change in hooks.journal.take():
            if change is Change.OBJECT and isinstance(version, LocalKey):
                bucket.keys.remove(version.name, version.version_id)
