"""A real server process for tests: started on a free port of this machine, asked over HTTP, and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from uuid import uuid4

HEADWAY = [sys.executable, "-c", "from headway.cli import main; main()"]
# Nothing is measured by these tests: a busy machine may take its time.
PATIENCE_SECONDS = 600


@dataclass
class Server:
    """One server: asked by as many threads as there are, each request by itself."""

    port: int
    process: subprocess.Popen[bytes]
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> tuple[int, str]:
        """A page and its status."""
        return self._answer(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def post(self, path: str, form: dict[str, str], file: Path | None = None) -> tuple[int, str]:
        """What a form is answered with, redirects followed."""
        kind, body = ("application/x-www-form-urlencoded", urlencode(form).encode()) if not file else _parts(form, file)
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body)
        asked.add_header("Content-Type", kind)
        return self._answer(asked)

    def _answer(self, asked: urllib.request.Request) -> tuple[int, str]:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with browser.open(asked, timeout=PATIENCE_SECONDS) as answered:
                return answered.status, answered.read().decode()
        except HTTPError as fault:
            return fault.code, fault.read().decode()

    def children(self, word: str) -> list[int]:
        """The server's own processes in whose command line that word stands."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if word in line and "defunct" not in line]


def free_port() -> int:
    """A port nobody listens on, and none of those that the system hands out: so it is free still once it is used.

    Every test process looks in a place of its own.
    """
    begin = 10_000 + os.getpid() * 64 % 20_000
    return next(port for port in range(begin, begin + 64) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def served(*words: object) -> Iterator[Server]:
    """`headway` with these words, once it answers."""
    port = free_port()
    with subprocess.Popen([*HEADWAY, *map(str, words), "--port", str(port)], stdout=subprocess.DEVNULL) as process:
        server = Server(port, process)
        try:
            until(lambda: _answers(server))
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)


def until(holds: Callable[[], object]) -> None:
    """Ask until something holds; fails where it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)  # leaves the processor to those who make it true


def _answers(server: Server) -> bool:
    assert server.process.poll() is None, "the server has ended by itself"
    try:
        return bool(server.get("/profile/"))
    except (URLError, ConnectionError):
        return False


def _parts(form: dict[str, str], file: Path) -> tuple[str, bytes]:
    """A form with a file, as browsers send it."""
    edge = uuid4().hex
    fields = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form.items()]
    name = json.dumps(file.name)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename={name}\r\n\r\n'
    body = "".join(fields).encode() + head.encode() + file.read_bytes() + f"\r\n--{edge}--\r\n".encode()
    return f"multipart/form-data; boundary={edge}", body
