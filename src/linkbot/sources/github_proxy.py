"""PyGithub through a configured proxy: it knows only the environment's."""

from __future__ import annotations

from typing import Any

from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester


def use_proxy(proxy: str) -> None:
    """Sends all of PyGithub's requests in this process through `proxy`; "" takes that back.

    PyGithub keeps its connection classes for the whole process, and with other ones opens a connection for each request.
    """
    if not proxy:
        Requester.resetConnectionClasses()
        return
    proxies = {"http": proxy, "https": proxy}

    class Plain(HTTPRequestsConnectionClass):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.session.proxies = proxies

    class Secure(HTTPSRequestsConnectionClass):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.session.proxies = proxies

    Requester.injectConnectionClasses(Plain, Secure)
