"""The commands that show a home: what they print, whom they let in, and that they end whole."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from served import HEADWAY, PATIENCE_SECONDS, free_port

from headway.errors import SettingsError
from headway.web import serving

Run = Callable[..., tuple[int, str, str]]


def _page(address: str) -> str:
    """The page as soon as the server answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answered:  # noqa: S310 -- our own server
                return str(answered.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


@contextmanager
def _served(*words: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([*HEADWAY, *map(str, words)], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE_SECONDS)


def _children(pid: int) -> list[int]:
    text = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(child) for child in text.split()]


def test_home_is_served_behind_a_login_and_ends_with_its_worker(own_home: Path) -> None:
    port = free_port()
    with _served("serve", "--home", own_home, "--port", port) as server:
        assert 'name="password"' in _page(f"http://127.0.0.1:{port}/")
        children = _children(server.pid)
    assert len(children) >= 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert server.returncode == 0


def test_demo_is_served_without_a_login(own_home: Path) -> None:
    (own_home / "exports").mkdir()
    port = free_port()
    with _served("demo-web", "--home", own_home, "--port", port):
        assert "A made-up company" in _page(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "demo.example"])  # noqa: S104 -- to be refused
def test_demo_is_shown_to_no_other_machine(own_home: Path, run: Run, host: str) -> None:
    code, _, err = run("demo-web", "--home", own_home, "--host", host)
    assert (code, err.startswith("The demo asks nobody to sign in, so it is not shown on")) == (2, True)
    with pytest.raises(SettingsError):
        serving.serve(own_home, host, 1, is_demo=True)


def test_own_home_is_not_shown_as_a_demo(own_home: Path, run: Run) -> None:
    code, _, err = run("demo-web", "--home", own_home)
    assert (code, "is no demo" in err) == (2, True)


def _told(home: Path, *words: str) -> str:
    return subprocess.run([*HEADWAY, *words, "--home", str(home)], capture_output=True, text=True, check=True).stdout


def test_users_are_added_listed_and_removed(tmp_path: Path) -> None:
    added = _told(tmp_path, "user", "add", "ada@tarnbeck.example", "--role", "leader")
    assert re.search(r"Password, shown this once: \S{12,}", added)
    assert _told(tmp_path, "user", "list") == "ada@tarnbeck.example  leader  ada@tarnbeck.example  mail on Monday\n"
    _told(tmp_path, "user", "remove", "ada@tarnbeck.example")
    assert _told(tmp_path, "user", "list") == ""


def test_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    _told(tmp_path, "user", "list")
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_browser_stays_shut_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("CI", "1")
    monkeypatch.setattr(serving.threading, "Timer", lambda *_: pytest.fail("a browser was opened"))
    serving.browse("http://127.0.0.1/")
    assert os.environ["CI"] == "1"


def test_reading_commands_do_not_wait_for_django() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import headway.cli, sys; print('django' in sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told == "False\n"
