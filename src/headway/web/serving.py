"""Starts and ends what a home's pages need: its app database, the server, and the worker that does long jobs.

Django is imported inside the functions: its settings need to know the home first, and other commands stay quick.
"""

import os
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from headway.errors import SettingsError

# How many requests are answered at once; each thread keeps an engine of its own, so they are few and live long.
THREADS = 4
THREADS_IDLE_SECONDS = 600
# A worker that dies is followed by another at once; those that die young, after a pause that doubles.
YOUNG_SECONDS = 30
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 60


def prepared(home: Path, is_demo: bool = False) -> None:
    """Make Django ready for this home; its tables are brought up to date first."""
    os.environ["HEADWAY_HOME"] = str(home.resolve())
    os.environ["HEADWAY_DEMO"] = "1" if is_demo else "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "headway.web.settings"
    import django  # noqa: PLC0415 -- see the module
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    django.setup()
    call_command("migrate", verbosity=0)


def serve(home: Path, host: str, port: int, is_demo: bool = False) -> None:
    """Serve a home until somebody ends it; the demo, which asks for no login, on loopback only.

    Raises:
        SettingsError: the demo was to be shown to other machines.
    """
    if is_demo and not is_loopback(host):
        raise SettingsError(f"The demo asks nobody to sign in, so it is not served on {host}. Leave out --host.")
    prepared(home, is_demo)
    from django.utils.module_loading import import_string  # noqa: PLC0415 -- see the module
    from granian import Granian  # noqa: PLC0415 -- as above
    from granian.constants import Interfaces  # noqa: PLC0415 -- as above

    server = Granian(
        "headway.web.wsgi.application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=THREADS_IDLE_SECONDS,
        log_enabled=False,
    )
    with _worker():
        # By its name alone: granian's own way of finding it depends on the folder one stands in.
        server.serve(target_loader=import_string)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def browse(address: str) -> None:
    """Open the address where somebody sits in front of a screen, a moment after the server has started."""
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) or sys.platform == "darwin"
    if has_screen and sys.stdout.isatty() and not os.environ.get("CI"):
        opening = threading.Timer(2.0, webbrowser.open, [address])
        opening.daemon = True
        opening.start()


@contextmanager
def _worker() -> Iterator[None]:
    """Keep a worker beside the server, and end it with the server."""
    worker = Worker()
    try:
        yield
    finally:
        worker.end()


class Worker:
    """The process that does imports, builds and mails; whenever it dies, another comes up."""

    def __init__(self) -> None:
        self._ended, self._changing = threading.Event(), threading.Lock()
        self._process = _begun()
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        """Start the next one; where each dies young, ever more slowly."""
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            self._process.wait()
            is_young = time.monotonic() - began < YOUNG_SECONDS
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS) if is_young else SHORTEST_PAUSE_SECONDS
            self._ended.wait(pause)
            with self._changing:
                if self._ended.is_set():
                    return
                self._process = _begun()

    def end(self) -> None:
        """End it for good."""
        with self._changing:
            self._ended.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _begun() -> subprocess.Popen[bytes]:
    words = ["work", "--queue-name", "*", "--no-startup-delay", "--no-reload"]
    return subprocess.Popen([sys.executable, "-m", "django", *words])  # noqa: S603 -- our own words only
