"""moto's SNS: policies are judged when they are put, and no delivery leaves the process."""

from typing import Any

from moto.sns import urls
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend, Subscription, Topic

from s3_replication.local.moto.store.principals import identify
from s3_replication.local.ports.authorization import ServiceRefusal
from s3_replication.policy_checks import PolicyRefused, check_topic_policy

__all__ = ["LocalSnsBackend"]

_INSIDE = frozenset({"sqs", "lambda"})  # protocols that end in this process


class LocalSnsBackend(SNSBackend):
    """One account's and Region's SNS; moto makes it through `sns_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return urls

    def create_topic(self, name: str, attributes: dict[str, str] | None = None, tags: dict[str, str] | None = None) -> Topic:
        """Fixed: moto accepts any policy."""
        self._check((attributes or {}).get("Policy"))
        return super().create_topic(name, attributes, tags)

    def set_topic_attribute(self, topic_arn: str, attribute_name: str, attribute_value: str) -> None:
        """Fixed: moto accepts any policy. Its caller has put the attribute's name into lower case."""
        if attribute_name.lower() == "policy":
            self._check(attribute_value)
        super().set_topic_attribute(topic_arn, attribute_name, attribute_value)

    def subscribe(self, topic_arn: str, endpoint: str, protocol: str) -> Subscription:
        """Fixed: moto posts to any address that an http subscription names, and only pretends to send mails and SMS."""
        if protocol not in _INSIDE:
            inside = " and ".join(sorted(_INSIDE))
            raise ServiceRefusal("NotImplemented", f"The local AWS delivers messages of SNS to {inside} only, not by {protocol}.")
        return super().subscribe(topic_arn, endpoint, protocol)

    def get_topic(self, arn: str) -> Topic:
        """Fixed: moto reports that a topic has no subscription. Those of queues and functions are confirmed at once."""
        topic = super().get_topic(arn)
        topic.subscriptions_confimed = sum(1 for one in self.subscriptions.values() if one.topic.arn == arn)
        return topic

    def publish(self, message: str, arn: str | None, phone_number: str | None = None, *rest: Any, **more: Any) -> str:
        """Fixed: moto says that it sent an SMS."""
        if phone_number is not None:
            raise ServiceRefusal("NotImplemented", "The local AWS sends no SMS; publish to a topic with a queue.")
        return super().publish(message, arn, None, *rest, **more)

    def _check(self, policy: str | None) -> None:
        try:
            if policy:
                check_topic_policy(policy, self.partition, identify)
        except PolicyRefused as error:
            raise SNSInvalidParameter(str(error)) from None
