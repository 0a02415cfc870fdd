"""The table of sub-resources is whole: documents that S3 knows, and an answer for every method of S3's."""

import botocore.session
import pytest

from s3_replication.local.moto.s3.request import Exactness, Kind, SubResource
from s3_replication.local.moto.s3.subresources import TABLE, handler_of
from s3_replication.local.s3.errors import S3Error

MODEL = botocore.session.get_session().get_service_model("s3")
ROWS = list(TABLE.values())


@pytest.mark.parametrize("row", [row for row in ROWS if row.document], ids=lambda row: f"{row.kind} {row.name}")
def test_a_document_is_the_payload_of_an_operation_on_that_sub_resource(row: SubResource) -> None:
    operation = MODEL.operation_model(row.document)
    assert operation.input_shape is not None
    assert operation.input_shape.serialization["payload"]
    assert operation.http["requestUri"].partition("?")[2] == row.name


@pytest.mark.parametrize("row", [row for row in ROWS if row.exactness is not Exactness.MOTO], ids=lambda row: row.name)
def test_what_is_returned_exactly_is_read_and_checked(row: SubResource) -> None:
    assert {"GET", "PUT"} <= set(row.methods)
    assert row.document


@pytest.mark.parametrize(
    ("kind", "method", "name", "code"),
    [
        (Kind.BUCKET, "PUT", "metadataTable", "NotImplemented"),
        (Kind.BUCKET, "PUT", "location", "NotImplemented"),
        (Kind.OBJECT, "DELETE", "acl", "NotImplemented"),
        (Kind.BUCKET, "POST", "replication", "MethodNotAllowed"),
        (Kind.OBJECT, "PUT", "replication", "NotImplemented"),
    ],
)
def test_what_no_row_answers_is_refused(kind: Kind, method: str, name: str, code: str) -> None:
    with pytest.raises(S3Error) as caught:
        handler_of(kind, method, name)
    assert caught.value.code == code
