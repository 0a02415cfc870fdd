"""S3's errors: code, status and text (API Reference, "Error responses")."""

from xml.sax.saxutils import escape

from s3_replication.local.http.message import HttpResponse

__all__ = ["S3Error", "error_response"]

_KNOWN = {
    "AccessControlListNotSupported": (400, "The bucket does not allow ACLs"),
    "AccessDenied": (403, "Access Denied"),
    "AccessForbidden": (403, "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request "
                             "method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the "
                             "resource's CORS spec."),
    "BadDigest": (400, "The Content-MD5 or checksum value that you specified did not match what the server received."),
    "BucketAlreadyExists": (409, "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                                 "Specify a different name and try again."),
    "BucketAlreadyOwnedByYou": (409, "Your previous request to create the named bucket succeeded and you already own it."),
    "BucketNotEmpty": (409, "The bucket you tried to delete is not empty. You must delete all versions in the bucket."),
    "EntityTooLarge": (400, "Your proposed upload exceeds the maximum allowed object size."),
    "EntityTooSmall": (400, "Your proposed upload is smaller than the minimum allowed object size."),
    "ExpiredToken": (400, "The provided token has expired."),
    "IllegalLocationConstraintException": (400, "The unspecified location constraint is incompatible for the region specific endpoint this "
                                                "request was sent to."),
    "IncompleteBody": (400, "You did not provide the number of bytes specified by the Content-Length HTTP header"),
    "MalformedTrailerError": (400, "The request contained trailing data that was not well-formed or did not conform to our published "
                                   "schema."),
    "XAmzContentSHA256Mismatch": (400, "The provided 'x-amz-content-sha256' header does not match what was computed."),
    "InvalidAccessKeyId": (403, "The AWS access key ID that you provided does not exist in our records."),
    "InvalidArgument": (400, "Invalid Argument"),
    "InvalidBucketAclWithObjectOwnership": (400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"),
    "InvalidBucketName": (400, "The specified bucket is not valid."),
    "InvalidBucketState": (409, "The request is not valid for the current state of the bucket."),
    "InvalidDigest": (400, "The Content-MD5 that you specified is not valid."),
    "InvalidLocationConstraint": (400, "The specified location-constraint is not valid"),
    "InvalidObjectState": (403, "The operation is not valid for the object's storage class"),
    "InvalidPart": (400, "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified "
                         "entity tag might not have matched the part's entity tag."),
    "InvalidPartOrder": (400, "The list of parts was not in ascending order. Parts must be ordered by part number."),
    "InvalidRange": (416, "The requested range is not satisfiable"),
    "InvalidRequest": (400, "Invalid Request"),
    "InvalidStorageClass": (400, "The storage class you specified is not valid"),
    "InvalidTag": (400, "The tag provided was not a valid tag."),
    "InvalidURI": (400, "Couldn't parse the specified URI."),
    "KeyTooLongError": (400, "Your key is too long"),
    "MalformedACLError": (400, "The XML you provided was not well-formed or did not validate against our published schema"),
    "MalformedPolicy": (400, "Policies must be valid JSON and the first byte must be '{'"),
    "MalformedXML": (400, "The XML you provided was not well-formed or did not validate against our published schema"),
    "MetadataTooLarge": (400, "Your metadata headers exceed the maximum allowed metadata size"),
    "MethodNotAllowed": (405, "The specified method is not allowed against this resource."),
    "MissingNamespaceHeader": (400, "The requested bucket name is reserved for an account regional namespace. Specify the header "
                                    "x-amz-bucket-namespace with the value account-regional, or choose another name."),
    "MissingContentLength": (411, "You must provide the Content-Length HTTP header."),
    "NoSuchAccessPoint": (404, "The specified accesspoint does not exist"),
    "NoSuchBucket": (404, "The specified bucket does not exist"),
    "NoSuchKey": (404, "The specified key does not exist."),
    "NoSuchUpload": (404, "The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been "
                          "aborted or completed."),
    "NoSuchVersion": (404, "The specified version does not exist."),
    "NotImplemented": (501, "A header or query parameter you provided implies functionality that is not implemented."),
    "ObjectLockConfigurationNotFoundError": (404, "Object Lock configuration does not exist for this bucket"),
    "NoSuchObjectLockConfiguration": (404, "The specified object does not have a ObjectLock configuration"),
    "OperationAborted": (409, "A conflicting conditional operation is currently in progress against this resource. Try again."),
    "PermanentRedirect": (301, "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all "
                               "future requests to this endpoint."),
    "PreconditionFailed": (412, "At least one of the pre-conditions you specified did not hold"),
    "ReplicationConfigurationNotFoundError": (404, "The replication configuration was not found"),
    "RestoreAlreadyInProgress": (409, "Object restore is already in progress"),
    "SignatureDoesNotMatch": (403, "The request signature that the server calculated does not match the signature that you provided. "
                                   "Check your AWS secret access key and signing method."),
    "SlowDown": (503, "Please reduce your request rate."),
}  # fmt: skip


class S3Error(Exception):
    """One refusal; `detail` becomes further elements of the error document, `headers` go into the response."""

    def __init__(self, code: str, message: str | None = None, *, status: int | None = None, headers: dict[str, str] | None = None,
                 **detail: str) -> None:  # fmt: skip
        known = _KNOWN.get(code, (400, code))
        self.code = code
        self.status = status or known[0]
        self.message = message or known[1]
        self.headers = headers or {}
        self.detail = detail
        super().__init__(f"{code}: {self.message}")


def error_response(error: S3Error, resource: str) -> HttpResponse:
    """The error as S3's XML document."""
    parts = [f"<{name}>{escape(value)}</{name}>" for name, value in error.detail.items()]
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message>'
        f"{''.join(parts)}<Resource>{escape(resource)}</Resource><RequestId>LOCALAWS</RequestId><HostId>local</HostId></Error>"
    )
    return HttpResponse(error.status, {"Content-Type": "application/xml", **error.headers}, body.encode("utf-8", "replace"))
