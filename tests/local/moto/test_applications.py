"""moto's services answer several clients at once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.moto.applications import MotoServices

HOST = "iam.us-east-1.amazonaws.com"
ACCOUNT = "999999999999"  # of this test alone: moto's state is the process'
ROLES = 120
TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture
def hasty() -> Iterator[None]:
    """Python changes threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_a_role_is_read_while_others_are_made() -> None:
    services = MotoServices()

    def ask(action: str, **parameters: str) -> int:
        body = urlencode({"Action": action, "Version": "2010-05-08", **parameters}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return services.call("iam", HttpRequest("POST", HOST, "/", "", headers, body), HOST, ACCOUNT).status

    def make_and_read(number: int) -> list[int]:
        name = f"role-{number}"
        return [ask("CreateRole", RoleName=name, AssumeRolePolicyDocument=TRUST), ask("ListAttachedRolePolicies", RoleName=name)]

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(make_and_read, range(ROLES)))
    assert answers == [[200, 200]] * ROLES
