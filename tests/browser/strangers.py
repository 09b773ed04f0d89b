"""Who else may stand at the other end of the line: a captive portal, or somebody who never answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WELCOME = b"<!doctype html><title>Free internet</title><h1>Welcome, agree to our terms</h1>"


@contextmanager
def portal(port: int, status: int = 200) -> Iterator[None]:
    """A hotel's network: whatever is asked for, it answers with its own page, or leads there."""

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path != "/welcome" else 200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(WELCOME)))
            if status != 200:
                self.send_header("location", "/welcome")
            self.end_headers()
            self.wfile.write(WELCOME)

        do_PUT = do_POST = do_GET  # noqa: N815 - the library's words

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Portal)
    threading.Thread(target=server.serve_forever, name="portal", daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@contextmanager
def silence(port: int) -> Iterator[None]:
    """A network that takes every call and never says a word."""
    with socket.create_server(("127.0.0.1", port), backlog=128):
        yield
