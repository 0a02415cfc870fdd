"""moto's SQS: policies are judged when they are put."""

from typing import Any

from moto.sqs import urls
from moto.sqs.exceptions import InvalidAttributeValue
from moto.sqs.models import Queue, SQSBackend

from s3_replication.local.moto.store.principals import identify
from s3_replication.policy_checks import PolicyRefused, check_queue_policy

__all__ = ["LocalSqsBackend"]


class LocalSqsBackend(SQSBackend):
    """One account's and Region's SQS. Fixed: moto accepts any policy."""

    @property
    def _url_module(self) -> Any:
        return urls

    def create_queue(self, name: str, tags: dict[str, str] | None = None, **kwargs: Any) -> Queue:
        """Creates a queue with a policy that SQS accepts."""
        self._check(kwargs.get("Policy"))
        return super().create_queue(name, tags, **kwargs)

    def set_queue_attributes(self, queue_name: str, attributes: dict[str, Any]) -> Queue:
        """Sets attributes; an empty policy removes the present one."""
        self._check(attributes.get("Policy"))
        return super().set_queue_attributes(queue_name, attributes)

    def _check(self, policy: str | None) -> None:
        try:
            if policy:
                check_queue_policy(policy, self.partition, identify)
        except PolicyRefused:
            raise InvalidAttributeValue("Policy") from None
