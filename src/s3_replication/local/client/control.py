"""Client of `/_local/*`."""

import http.client
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from s3_replication.errors import AwsError, InputError

__all__ = ["Control"]


class Control:
    """What tests ask of a running local AWS.

    Raises InputError with its own sentence for an argument that it does not take, and AwsError if it does not answer.
    """

    def __init__(self, endpoint: str, timeout: float = 120) -> None:
        parts = urlsplit(endpoint)
        self._host, self._port, self._timeout = parts.hostname or "127.0.0.1", parts.port or 80, timeout

    def call(self, method: str, name: str, **arguments: object) -> dict[str, Any]:
        """One call; for GET the arguments go into the query, else into the body."""
        given = {key: value for key, value in arguments.items() if value is not None}
        path = f"/_local/{name}" + (f"?{urlencode(given)}" if method == "GET" and given else "")
        body = None if method == "GET" else json.dumps(given)
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content: dict[str, Any] = json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException) as error:
            where = f"http://{self._host}:{self._port}"
            raise AwsError(f"no local AWS answers at {where} ({error}); start one with 's3-replication local start'") from error
        finally:
            connection.close()
        if answer.status == HTTPStatus.BAD_REQUEST and "error" in content:
            raise InputError(str(content["error"]))
        if answer.status != HTTPStatus.OK:
            raise AwsError(f"the local AWS refused {method} {path}: {content.get('error', answer.status)}")
        return content

    def health(self) -> dict[str, Any]:
        """Status, open deliveries, whether paused, and the clock."""
        return self.call("GET", "health")

    def settle(self, seconds: float = 30) -> int:
        """Wait until nothing is left to deliver; the number of versions that FAILED. Raises AwsError when something still is."""
        answer = self.call("POST", "settle", seconds=seconds)
        if not answer["settled"]:
            raise AwsError(f"{answer['pending']} deliveries are still open after {seconds} s; is delivery paused, delayed or made to fail?")
        return int(answer["failed"])

    def pause(self) -> None:
        """Deliver nothing until `resume`."""
        self.call("POST", "pause")

    def resume(self) -> None:
        """Deliver again."""
        self.call("POST", "resume")

    def delay(self, seconds: float) -> None:
        """Let deliveries queued from now on wait this long."""
        self.call("POST", "delay", seconds=seconds)

    def advance(self, seconds: float) -> str:
        """Move the clock forward; the new time."""
        return str(self.call("POST", "clock", seconds=seconds)["now"])

    def fault(self, destination: str = "", times: int | None = None, seconds: float | None = None) -> None:
        """Let deliveries to a bucket (or all) fail in a way that S3 would retry."""
        self.call("POST", "fault", destination=destination, times=times, seconds=seconds)

    def clear_faults(self) -> None:
        """End such failures."""
        self.call("DELETE", "fault")

    def reset(self) -> None:
        """Forget everything."""
        self.call("POST", "reset")

    def recorded(self, service: str | None = None, operation: str | None = None) -> list[dict[str, Any]]:
        """Configuration calls as they were on the wire, oldest first; S3's are named as "PUT Bucket replication"."""
        return list(self.call("GET", "recorded", service=service, operation=operation)["calls"])

    def counts(self) -> dict[str, int]:
        """Requests by "service:operation"."""
        return dict(self.call("GET", "counts")["counts"])

    def permissions(self) -> list[dict[str, Any]]:
        """What IAM was asked about users and role sessions: caller, action, resource, allowed. Only with authorization."""
        return list(self.call("GET", "permissions")["permissions"])

    def deliver_inventory(self, bucket: str, identifier: str) -> dict[str, Any]:
        """Deliver the report of an inventory configuration now; where its manifest is, its files, and how many versions it lists."""
        return self.call("POST", "inventory", bucket=bucket, id=identifier)

    def deliver_trails(self) -> list[dict[str, Any]]:
        """Deliver now what CloudTrail trails have recorded, as the clock does every five minutes; the log files, or what kept one back."""
        return list(self.call("POST", "trails")["files"])

    def run_lifecycle(self, bucket: str) -> list[dict[str, Any]]:
        """Run a bucket's lifecycle as of now; what was done to which version, or waits for replication."""
        return list(self.call("POST", "lifecycle", bucket=bucket)["actions"])

    def evaluate_alarms(self) -> list[dict[str, Any]]:
        """Bring every alarm to its state, as also each move of the clock does; the states, with a note where one is not evaluated."""
        return list(self.call("POST", "alarms")["alarms"])

    def versions(self, bucket: str, prefix: str = "") -> list[dict[str, Any]]:
        """Every version with its status and its tasks: outcome, failure reason, explanation."""
        return list(self.call("GET", "versions", bucket=bucket, prefix=prefix)["versions"])

    def create_key(self, arn: str, policy: str | None = None) -> None:
        """Create a KMS key with this ARN, unless it exists; no policy is KMS's default. A caller of KMS cannot choose a key's id."""
        self.call("POST", "key", arn=arn, policy=policy)
