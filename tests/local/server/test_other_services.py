"""A service that the local AWS does not have is refused in the protocol of its client, with a message that names it."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import create_parser

from s3_replication.local.http.credentials import access_key
from tests.local.conftest import SOURCE, Aws
from tests.local.server.wire import send

# One or two clients of each protocol of botocore's models.
CALLS: dict[str, Callable[[Any], object]] = {
    "dynamodb": lambda made: made.list_tables(),
    "secretsmanager": lambda made: made.list_secrets(),
    "ec2": lambda made: made.describe_vpcs(),
    "rds": lambda made: made.describe_db_instances(),
    "autoscaling": lambda made: made.describe_auto_scaling_groups(),
    "route53": lambda made: made.list_hosted_zones(),
    "cloudfront": lambda made: made.list_distributions(),
    "eks": lambda made: made.list_clusters(),
    "batch": lambda made: made.describe_compute_environments(),
    "codebuild": lambda made: made.list_projects(),
    "memorydb": lambda made: made.describe_clusters(),
}


def client(aws: Aws, service: str) -> Any:
    config = Config(proxies={}, retries={"total_max_attempts": 1})
    made: Any = boto3.client
    return made(service, "us-east-1", endpoint_url=aws.running.endpoint, config=config, **aws.credentials(SOURCE))


@pytest.mark.parametrize("service", CALLS)
def test_a_service_that_is_not_offered_is_named_in_its_own_protocol(service: str, aws: Aws) -> None:
    with pytest.raises(ClientError) as refused:
        CALLS[service](client(aws, service))
    error = refused.value.response["Error"]
    assert (error["Code"], refused.value.response["ResponseMetadata"]["HTTPStatusCode"]) == ("NotImplemented", 501)
    assert error["Message"].startswith(f"The local AWS does not offer {service}; it offers cloudtrail, ")


def test_the_calls_are_in_every_protocol_of_the_clients(aws: Aws) -> None:
    models = [client(aws, service).meta.service_model for service in CALLS]
    assert {model.resolved_protocol for model in models} == {"json", "query", "ec2", "rest-xml", "rest-json"}


def test_a_client_that_speaks_cbor_reads_the_refusal(aws: Aws) -> None:
    """botocore prefers CBOR for few services, other SDKs for all that have it."""
    scope = f"AWS4-HMAC-SHA256 Credential={access_key(SOURCE)}/20260101/us-east-1/codebuild/aws4_request, SignedHeaders=host, Signature=0"
    headers = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor", "Authorization": scope}
    answer = send(aws.running.port, "POST", "/service/CodeBuild_20161006/operation/ListProjects", headers, b"\xa0", signed=False)
    lines = [line.partition(": ") for line in answer.head.split("\r\n")[1:]]
    raw = {"status_code": answer.status, "headers": {name.lower(): value for name, _, value in lines}, "body": answer.body}
    shape = client(aws, "codebuild").meta.service_model.operation_model("ListProjects").output_shape
    error = create_parser("smithy-rpc-v2-cbor").parse(raw, shape)["Error"]
    assert (answer.status, error["Code"]) == (501, "NotImplemented")
    assert "does not offer codebuild; it offers " in error["Message"]
