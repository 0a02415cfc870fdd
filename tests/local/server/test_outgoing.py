"""Nothing leaves the process but answers: the guard itself, and every service that is served."""

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import ListShape, MapShape, Shape, StructureShape

from s3_replication.local.http.credentials import access_key
from s3_replication.local.http.hosts import SERVICES
from tests.local.conftest import Aws, unique

WAYS = {
    "connect": "socket.socket().connect(('127.0.0.7', 9))",
    "connect_ex": "socket.socket().connect_ex(('192.0.2.1', 80))",
    "IPv6": "socket.socket(socket.AF_INET6).connect(('::1', 9))",
    "a Unix socket": "socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
    "another port of loopback": "socket.socket().connect(('127.0.0.1', 10))",
    "a name": "socket.getaddrinfo('example.com', 80)",
    "urllib": "urllib.request.urlopen('http://127.0.0.7:9/')",
    "requests": "requests.post('http://127.0.0.7:9/')",
    "asyncio": "asyncio.run(asyncio.open_connection('127.0.0.7', 9))",
}
GUARDED = """
import asyncio, json, socket, sys, urllib.request, requests
from s3_replication.local.server.outgoing import refuse_outgoing
own = socket.create_server(("127.0.0.1", 0))
refuse_outgoing(own.getsockname()[1])
found = {}
for name, way in json.load(sys.stdin).items():
    try:
        eval(way)
        found[name] = "went out"
    except Exception as error:
        found[name] = type(error).__name__
found["own port"] = socket.socket().connect(own.getsockname()) or "connected"
print(json.dumps(found))
"""


def test_every_way_out_is_refused_but_to_the_own_port() -> None:
    ran = subprocess.run([sys.executable, "-c", GUARDED], input=json.dumps(WAYS), capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {**dict.fromkeys(WAYS, "NotImplementedError"), "own port": "connected"}


@pytest.fixture(scope="module")
def outside() -> Iterator[socket.socket]:
    """A host beside the local AWS that counts who connects to it."""
    with socket.create_server(("127.0.0.7", 0)) as listening:
        listening.setblocking(False)
        yield listening


def reached(outside: socket.socket) -> bool:
    try:
        outside.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def value(shape: Shape, url: str, depth: int = 0) -> Any:
    """A value of a shape, with the address wherever text is taken."""
    if isinstance(shape, StructureShape):
        return {} if depth > 3 else {name: value(member, url, depth + 1) for name, member in shape.members.items()
                                     if name in shape.required_members or (depth == 0 and "url" in name.lower())}  # fmt: skip
    if isinstance(shape, ListShape):
        return [value(shape.member, url, depth + 1)]
    if isinstance(shape, MapShape):
        return {"key": value(shape.value, url, depth + 1)}
    simple = {"integer": 1, "long": 1, "float": 1.0, "double": 1.0, "boolean": True, "timestamp": 0, "blob": b"{}"}
    return simple.get(shape.type_name, (getattr(shape, "enum", None) or [url])[0])


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_operation_of_a_service_reaches_an_address_that_it_is_given(service: str, aws: Aws, outside: socket.socket) -> None:
    names = {"monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi"}
    config = Config(retries={"total_max_attempts": 1}, proxies={}, parameter_validation=False, read_timeout=10, inject_host_prefix=False,
                    s3={"addressing_style": "path"})  # fmt: skip
    client = boto3.client(names.get(service, service), region_name="us-east-1", endpoint_url=aws.running.endpoint, config=config,  # type: ignore[call-overload]
                          aws_access_key_id=access_key("333333333333"), aws_secret_access_key="test")  # fmt: skip
    model, (host, port), asked = client.meta.service_model, outside.getsockname(), 0
    reads = ("List", "Get", "Describe", "Head", "Delete", "Tag", "Untag", "Detach", "Remove")
    for name in sorted(model.operation_names, key=lambda name: (not name.startswith(("Create", "Put", "Subscribe", "Register")), name)):
        if name in {"SubscribeToShard", "StartLiveTail", "InvokeWithResponseStream", "SelectObjectContent"}:  # event streams
            continue
        if name.startswith(reads):
            continue
        shape = model.operation_model(name).input_shape
        with contextlib.suppress(ClientError, BotoCoreError, ValueError, TypeError, AttributeError, KeyError):
            client._make_api_call(name, value(shape, f"http://{host}:{port}/{name}") if shape else {})
        asked += 1
    assert asked > 0
    assert not reached(outside)


@pytest.mark.parametrize("protocol", ["http", "https", "HTTP", "email", "email-json", "sms", "application", "firehose", "gopher"])
def test_subscriptions_that_leave_the_process_are_refused(protocol: str, aws: Aws, outside: socket.socket) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    host, port = outside.getsockname()
    with pytest.raises(ClientError) as caught:
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=f"http://{host}:{port}/")
    error = caught.value.response["Error"]
    assert error["Code"] == "NotImplemented"
    assert error["Message"] == f"The local AWS delivers messages of SNS to lambda and sqs only, not by {protocol}."
    sns.publish(TopicArn=topic, Message="to nobody")
    assert not reached(outside)


def test_an_sms_is_refused(aws: Aws) -> None:
    with pytest.raises(ClientError, match=r"NotImplemented.* The local AWS sends no SMS"):
        aws.client("sns").publish(PhoneNumber="+15555550100", Message="hello")


def test_an_event_bus_calls_no_address(aws: Aws, outside: socket.socket) -> None:
    events, (host, port) = aws.client("events"), outside.getsockname()
    keys = {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}}
    connection = events.create_connection(Name="c", AuthorizationType="API_KEY", AuthParameters=keys)["ConnectionArn"]
    target = events.create_api_destination(
        Name="d", ConnectionArn=connection, InvocationEndpoint=f"http://{host}:{port}/", HttpMethod="POST"
    )
    events.put_rule(Name="r", EventPattern=json.dumps({"source": ["x"]}))
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": target["ApiDestinationArn"]}])
    events.put_events(Entries=[{"Source": "x", "DetailType": "y", "Detail": "{}"}])
    assert not reached(outside)
