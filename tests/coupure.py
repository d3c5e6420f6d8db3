"""A way to PostgreSQL that is cut when it is told to: before a COMMIT arrives, or before its answer does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from tests.postgres import Cluster

Moment = Literal["before", "after"]
COMMIT = b"COMMIT\0"


class Coupure:
    """Carries bytes between a port and the server's socket."""

    def __init__(self, cluster: Cluster) -> None:
        self._server = f"{cluster.folder}/.s.PGSQL.5432"
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.armed: Moment | None = None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, address: str) -> str:
        """The same database by this way."""
        base, _, _ = address.partition("?")
        return base.replace("@/", f"@127.0.0.1:{self.port}/")

    def close(self) -> None:
        """Carry nothing more."""
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.armed and COMMIT in data:
                    self._cut(data, client, server)
                    return
                server.sendall(data)
        _end(client, server)

    def _cut(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        moment, self.armed = self.armed, None
        self.cuts += 1
        client.shutdown(socket.SHUT_RDWR)
        if moment == "after":
            # Nobody is left to hear the answer; the server ends the connection once it has done so.
            server.sendall(data)
            server.shutdown(socket.SHUT_WR)
            return
        _end(client, server)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        _end(client, server)


def _end(*lines: socket.socket) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()


@contextmanager
def way(cluster: Cluster) -> Iterator[Coupure]:
    """A way for the length of a test."""
    made = Coupure(cluster)
    try:
        yield made
    finally:
        made.close()
