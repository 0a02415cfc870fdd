"""Refuses every connection that this process would open: it only answers (SECURITY.md)."""

import sys

__all__ = ["refuse_outgoing"]

# Audit events of Python's socket module (Python documentation, "Audit events table") that send something out, or ask a name server.
_SENDS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKS_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})


def refuse_outgoing(port: int) -> None:
    """Refuse from now on, with NotImplementedError, whatever does not go to this process' own port; it cannot be taken back.

    An audit hook, so that it covers every library and each way to open a connection. For the server process only: a program that
    embeds the local AWS opens connections too.
    """
    own = ("127.0.0.1", port)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _SENDS and arguments[1] != own:
            # sendmsg on a connected socket names no address: its connect was judged.
            if event == "socket.sendmsg" and arguments[1] is None:
                return
            raise NotImplementedError(f"the local AWS opens no connection, and was asked for one to {arguments[1]!r}")
        if event in _LOOKS_UP:
            raise NotImplementedError(f"the local AWS looks up no name, and was asked for {arguments[0]!r}")

    sys.addaudithook(hook)
