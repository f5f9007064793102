"""What systemd is told (sd_notify): ready, still alive, reloading, stopping. Nothing where it did not start the process."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

_MICRO = 1_000_000
_PATIENCE = 0.1
"""Seconds to wait for room in the socket."""


class Notify:
    """Sends to the socket that systemd names. What it does not take is lost: it is no reason for the watch to fail."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        is_mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        microseconds = environ.get("WATCHDOG_USEC", "") if is_mine and self._address else ""
        self.watchdog = int(microseconds) / _MICRO if microseconds.isdecimal() and int(microseconds) else None
        """Seconds within which systemd wants to hear of a process that is alive; None where it does not."""

    def ready(self) -> None:
        """All is up, or up again after a reload."""
        self._send("READY=1")

    def alive(self) -> None:
        """The loop turns."""
        if self.watchdog:
            self._send("WATCHDOG=1")

    def reloading(self) -> None:
        """The settings are being read again; `ready` says when that is done."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The process ends."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        name = "\0" + self._address[1:] if self._address.startswith("@") else self._address  # @ is the abstract namespace
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
            sending.settimeout(_PATIENCE)
            sending.sendto(text.encode(), name)
