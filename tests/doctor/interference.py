"""A proxy in front of the local AWS that notes every request, and that can refuse, hold or cut chosen ones."""

import http.client
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

THROTTLED = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_DROPPED = {"connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True)
class Passing:
    """One request: the account and Region of its signature, and what it asks for."""

    method: str
    path: str
    region: str
    body: bytes = b""

    @property
    def bucket(self) -> str:
        return urlsplit(self.path).path.split("/")[1]


@dataclass
class Interference:
    """What happens to a request: `answer` gives a status and a body in place of the local AWS's, or 0 to cut the connection."""

    endpoint: str = ""
    answer: Callable[[Passing], tuple[int, bytes] | None] = lambda _passing: None
    seen: list[Passing] = field(default_factory=list)
    most_at_once: int = 0
    delay: float = 0
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def noting(self, passing: Passing) -> Iterator[None]:
        with self._lock:
            self.seen.append(passing)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            time.sleep(self.delay)
            yield
        finally:
            with self._lock:
                self._at_once -= 1


@contextmanager
def interfering(target: str) -> Iterator[Interference]:
    """A running proxy in front of `target`."""
    host = urlsplit(target)
    found = Interference()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            scope = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")
            passing = Passing(self.command, self.path, scope[2] if len(scope) > 2 else "", body)
            with found.noting(passing):
                answer = found.answer(passing)
                if answer == (0, b""):
                    self.close_connection = True
                elif answer is not None:
                    self.answer(answer[0], {}, answer[1])
                else:
                    self.forward(body)

        do_POST = do_HEAD = do_PUT = do_GET

        def forward(self, body: bytes) -> None:
            with closing(http.client.HTTPConnection(str(host.hostname), host.port or 80, timeout=30)) as connection:
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                status, headers, content = answer.status, dict(answer.getheaders()), answer.read()
            self.answer(status, headers, content)

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _DROPPED:
                    self.send_header(name, value)
            length = headers.get("content-length", headers.get("Content-Length", "0")) if self.command == "HEAD" else str(len(body))
            self.send_header("Content-Length", length)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was interrupted takes no answer any more."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    found.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
