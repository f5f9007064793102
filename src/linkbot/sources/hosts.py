"""How each host is to be treated: the profiles of rules/hosts, looked up by name."""

from __future__ import annotations

from collections.abc import Iterable

from linkbot.rulebook import Host

_UNKNOWN = Host(hosts=("*",), reason="no profile: 5 requests a second on 2 connections", checked="2026-11-20")


class Hosts:
    """Finds a host's profile by its exact name, else by the nearest `*.parent` that covers it, else the default."""

    def __init__(self, profiles: Iterable[Host]) -> None:
        self._by_name: dict[str, Host] = {}
        for profile in profiles:
            for name in profile.hosts:
                self._by_name.setdefault(name.lower(), profile)
        self._found: dict[str, Host] = {}

    def profile(self, host: str) -> Host:
        """The profile that holds for `host`, a name without a port."""
        if host not in self._found:
            self._found[host] = self._find(host.lower().rstrip("."))
        return self._found[host]

    def group(self, host: str) -> str:
        """The name of what is paced as one: the profile's group, else the host without its `www.`."""
        return self.profile(host).group or host.lower().rstrip(".").removeprefix("www.")

    def _find(self, name: str) -> Host:
        if name in self._by_name:
            return self._by_name[name]
        while "." in name:
            name = name.partition(".")[2]
            if f"*.{name}" in self._by_name:
                return self._by_name[f"*.{name}"]
        return _UNKNOWN
