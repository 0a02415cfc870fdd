"""What moto would take, and the local AWS refuses because it would have no effect."""

from moto.core.exceptions import JsonRESTError

__all__ = ["NotOffered"]


class NotOffered(JsonRESTError):
    """NotImplemented, in the protocol of a service that answers in JSON."""

    code = 501

    def __init__(self, message: str) -> None:
        super().__init__("NotImplemented", message)
