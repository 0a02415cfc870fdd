"""moto's backends find the runtime that they were installed with, whatever moto does to them."""

import pytest
from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.kms.models import kms_backends
from moto.moto_server import werkzeug_app
from moto.s3 import notifications
from moto.s3.models import s3_backends
from moto.s3control.models import s3control_backends

from s3_replication.core import Switches
from s3_replication.local.moto.installation import install, reset
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.ports.clock import Clock

ACCOUNT = "111111111111"


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto's own state is as it was after the test."""
    for backends in (s3_backends, kms_backends, s3control_backends, cloudwatch_backends, cloudtrail_backends):
        monkeypatch.setattr(backends, "backend", backends.backend)
    monkeypatch.setattr(notifications, "send_event", notifications.send_event)
    monkeypatch.setattr(werkzeug_app, "DISABLE_GLOBAL_CORS", werkzeug_app.DISABLE_GLOBAL_CORS)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "false")


def runtimes() -> list[object]:
    global_, regional = (s3_backends, s3control_backends), (cloudwatch_backends, cloudtrail_backends)
    return [each[ACCOUNT]["aws"].runtime for each in global_] + [each[ACCOUNT]["us-east-1"].runtime for each in regional]


@pytest.mark.usefixtures("put_back")
def test_a_reset_keeps_the_runtime_and_another_installation_brings_its_own() -> None:
    first, second = (Runtime(Clock(), Switches()) for _ in range(2))
    install(first)
    assert [found is first for found in runtimes()] == [True] * 4
    reset()
    assert [found is first for found in runtimes()] == [True] * 4
    install(second)
    assert [found is second for found in runtimes()] == [True] * 4
    reset()


@pytest.mark.usefixtures("put_back")
def test_an_event_reaches_the_runtime_that_was_installed_last() -> None:
    sent: list[str] = []
    first, second = (Runtime(Clock(), Switches()) for _ in range(2))
    second.on_event = lambda _bucket, _version, event: sent.append(event)
    install(first)
    install(second)
    backend = s3_backends[ACCOUNT]["aws"]
    bucket = backend.create_bucket("events-reach-the-runtime", "us-east-1")
    notifications.send_event(ACCOUNT, notifications.S3NotificationEvent.OBJECT_CREATED_PUT_EVENT, bucket, None)
    reset()
    assert sent == ["s3:ObjectCreated:Put"]
