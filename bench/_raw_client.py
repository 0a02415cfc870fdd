"""A raw keep-alive HTTP client with one process and many connections. It uses little CPU, so that the server is measured."""

import argparse
import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

ACCESS_KEY = "AKIA111111111111TEST"
AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


def request_bytes(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {AUTHORIZATION}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class Peer:
    """One connection and its incoming response."""

    sock: socket.socket
    received: bytearray = field(default_factory=bytearray)
    started: float = 0.0


class Client:
    """Sends `count` requests over `connections` connections, one outstanding on each, at most `rate` a second."""

    def __init__(self, port: int, connections: int, method: str, paths: list[str], body: bytes, rate: float | None = None) -> None:
        self.port, self.method, self.body, self.rate = port, method, body, rate
        self.todo = paths[::-1]
        self.statuses: dict[int, int] = {}
        self.latencies: list[float] = []
        self.selector = selectors.DefaultSelector()
        self.peers = [self.connect() for _ in range(connections)]
        self.sent = 0

    def connect(self) -> Peer:
        sock = socket.create_connection(("127.0.0.1", self.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = Peer(sock)
        self.selector.register(sock, selectors.EVENT_READ, peer)
        return peer

    def run(self) -> float:
        """Send all requests; return the seconds."""
        began = time.perf_counter()
        idle = list(self.peers)
        total, done = len(self.todo), 0
        while done < total:
            while idle and self.todo and self.may_send(began):
                self.send(idle.pop())
            wait = 0.0005 if self.rate and self.todo and idle else 10
            for key, _ in self.selector.select(wait):
                peer = self.receive(key.data)
                if peer is not None:
                    done += 1
                    idle.append(peer)
        seconds = time.perf_counter() - began
        for peer in self.peers:
            peer.sock.close()
        return seconds

    def may_send(self, began: float) -> bool:
        return self.rate is None or self.sent < (time.perf_counter() - began) * self.rate

    def send(self, peer: Peer) -> None:
        peer.started = time.perf_counter()
        self.sent += 1
        peer.sock.sendall(request_bytes(self.method, self.todo.pop(), self.body))

    def receive(self, peer: Peer) -> Peer | None:
        """The peer if its response is complete (a new one if the server closed the connection), else None."""
        data = peer.sock.recv(1 << 20)
        peer.received += data
        end = peer.received.find(b"\r\n\r\n")
        if end < 0 and data:
            return None
        head = bytes(peer.received[:end]).lower()
        length = 0 if self.method == "HEAD" else _length(head)
        if data and len(peer.received) < end + 4 + length:
            return None
        status = int(head[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(time.perf_counter() - peer.started)
        if not data or b"connection: close" in head or head.startswith(b"http/1.0"):
            return self.replace(peer)
        peer.received.clear()
        return peer

    def replace(self, peer: Peer) -> Peer:
        self.selector.unregister(peer.sock)
        peer.sock.close()
        self.peers.remove(peer)
        fresh = self.connect()
        self.peers.append(fresh)
        return fresh


def _length(head: bytes) -> int:
    at = head.find(b"content-length:")
    return int(head[at + 15 : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else len(head)]) if at >= 0 else 0


def main() -> None:
    """Read one job as JSON from standard input, do it, print the result as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.parse_args()
    job = json.load(sys.stdin)
    paths = job.get("paths") or [f"/{job['bucket']}/{job.get('prefix', '')}{number}" for number in range(job["count"])]
    client = Client(job["port"], job["connections"], job["method"], paths, b"x" * job.get("size", 0), job.get("rate"))
    seconds = client.run()
    latencies = sorted(client.latencies)
    result = {
        "seconds": seconds,
        "rate": len(paths) / seconds,
        "statuses": client.statuses,
        "p99": latencies[int(len(latencies) * 0.99) - 1],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
