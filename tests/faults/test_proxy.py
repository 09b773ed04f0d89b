"""The proxy does to a small server what it says."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.faults.proxy import WELCOME, Proxy
from tests.faults.weather import FAULTS, Fault, always, stormy
from tests.leavings import nothing_left_open

LOST = (OSError, http.client.HTTPException)
BODY = b"x" * 1000
SIZES = range(0, 8_000_000, 50_000)  # bytes; from some size on, what nobody reads stays in the proxy
STOPPED_ON_THE_WAY = {Fault.REFUSED, Fault.CUT_BEFORE, Fault.CUT_HALF, Fault.HANG}
NEVER_ARRIVE = STOPPED_ON_THE_WAY | {Fault.PORTAL, Fault.MOVED, Fault.BAD_GATEWAY, Fault.BROKEN, Fault.WRONG_TYPE}


class Server(ThreadingHTTPServer):
    """Keeps what arrives whole, and says how much that was."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeper)
        self.kept: list[bytes] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class Keeper(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        wanted = int(self.headers["content-length"])
        body = self.rfile.read(wanted)
        assert isinstance(self.server, Server)
        if len(body) < wanted:
            self.close_connection = True
            return
        self.server.kept.append(body)
        reply = b"kept " + b"." * 95
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def do_GET(self) -> None:
        """As much as the path says."""
        size = int(self.path[1:])
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(b"." * size)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[Server]:
    held = Server()
    yield held
    held.shutdown()
    held.server_close()


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    held = Proxy(server.server_port).start()
    yield held
    held.close()


def put(proxy: Proxy) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    try:
        connection.request("PUT", "/interviews/1", body=BODY)
        reply = connection.getresponse()
        return reply.status, reply.headers.get("content-type", ""), reply.read()
    finally:
        connection.close()


def read(proxy: Proxy) -> bytes:
    """What of the reply can be read; half a head reads as a reply without a body."""
    try:
        return put(proxy)[2]
    except http.client.IncompleteRead as cut:
        return cut.partial


def test_a_good_network_passes_everything(proxy: Proxy, server: Server) -> None:
    assert put(proxy)[2].startswith(b"kept")

    assert server.kept == [BODY]
    assert [(one.method, one.path, one.fault) for one in proxy.record] == [("PUT", "/interviews/1", Fault.PASS)]
    assert proxy.faults() == 0


@pytest.mark.parametrize("fault", [*sorted(STOPPED_ON_THE_WAY), Fault.CUT_AFTER])
def test_a_connection_that_is_cut_says_nothing(proxy: Proxy, server: Server, fault: Fault) -> None:
    proxy.plan = always(fault, "PUT")

    with pytest.raises(LOST):
        put(proxy)

    assert server.kept == ([] if fault in NEVER_ARRIVE else [BODY])
    assert proxy.faults("/interviews/1") == 1


@pytest.mark.parametrize("fault", [Fault.CUT_HEAD, Fault.CUT_REPLY])
def test_a_reply_that_is_cut_was_kept_by_the_server(proxy: Proxy, server: Server, fault: Fault) -> None:
    proxy.plan = always(fault, "PUT")

    assert len(read(proxy)) < 100

    assert server.kept == [BODY]


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (Fault.PORTAL, 200, "text/html"),
        (Fault.MOVED, 302, "text/html"),
        (Fault.BAD_GATEWAY, 502, "text/html"),
        (Fault.GATEWAY_TIMEOUT, 504, "text/html"),
        (Fault.BROKEN, 500, "text/html"),
        (Fault.WRONG_TYPE, 200, "application/octet-stream"),
    ],
)
def test_a_stranger_answers_instead(proxy: Proxy, server: Server, fault: Fault, status: int, kind: str) -> None:
    proxy.plan = always(fault, "PUT")

    assert put(proxy)[:2] == (status, kind)

    assert server.kept == ([] if fault in NEVER_ARRIVE else [BODY])


def test_a_delay_only_delays(proxy: Proxy, server: Server) -> None:
    proxy.plan = always(Fault.DELAY, "PUT")

    assert put(proxy)[0] == 200
    assert server.kept == [BODY]


def test_a_hotel_shows_its_page_where_it_sends_us(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    connection.request("GET", WELCOME)

    assert b"Wi-Fi" in connection.getresponse().read()
    connection.close()


def test_a_network_that_was_gone_comes_back_at_the_same_address(proxy: Proxy) -> None:
    address = proxy.address
    proxy.shut()
    with pytest.raises(ConnectionRefusedError):
        put(proxy)

    proxy.open()

    assert put(proxy)[0] == 200
    assert proxy.address == address


def test_a_refused_connection_is_let_in_a_moment_later(proxy: Proxy, server: Server) -> None:
    proxy.plan = always(Fault.REFUSED, "PUT", times=1)
    with pytest.raises(LOST):
        put(proxy)
    with pytest.raises(ConnectionRefusedError):
        put(proxy)

    while not server.kept:
        try:
            put(proxy)
        except ConnectionRefusedError:
            continue


def test_the_same_seed_is_the_same_weather() -> None:
    first, second = stormy(7, 0.5, "PUT"), stormy(7, 0.5, "PUT")
    drawn = [first("PUT", "/") for _ in range(500)]

    assert drawn == [second("PUT", "/") for _ in range(500)]
    assert set(FAULTS) < set(drawn)
    assert stormy(7, 1, "PUT")("GET", "/") is Fault.PASS


def test_nothing_stays_open_behind_browsers_that_do_not_read(server: Server) -> None:
    with nothing_left_open(), ExitStack() as browsers:
        proxy = Proxy(server.server_port).start()
        for size in SIZES:
            browser = browsers.enter_context(socket.create_connection(("127.0.0.1", proxy.port)))
            browser.sendall(f"GET /{size} HTTP/1.1\r\n\r\n".encode())
            browser.recv(1)
        proxy.close()
