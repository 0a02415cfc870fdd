"""Plain object requests answered straight from the backend, without Flask: the same objects, the same headers."""

from s3_replication.local.server.message import Request, Response
from s3_replication.local.server.recorder import Recorder
from s3_replication.local.server.router import Place

__all__ = ["FastPath"]


class FastPath:
    """Answers what it fully understands and leaves the rest to moto."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def answer(self, request: Request, place: Place) -> Response | None:
        """The answer, or None for moto's route."""
        del request, place
        return None
