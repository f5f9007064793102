"""What can be asked over HTTP: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from linkbot.errors import LinkbotError
from linkbot.watch.metrics import CONTENT_TYPE


@asynccontextmanager
async def serving(
    address: tuple[str, int], troubles: Callable[[], Sequence[str]], metrics: Callable[[], bytes]
) -> AsyncIterator[tuple[str, int]]:
    """Serves for the block; gives the address that is really listened at (port 0 is any that is free).

    `troubles` are the reasons not to be ready. Raises LinkbotError where the address cannot be had.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")  # who answers has a loop that turns

    async def readyz(_: web.Request) -> web.Response:
        found = troubles()
        return web.Response(text="".join(f"{line}\n" for line in found or ("ready",)), status=503 if found else 200)

    async def scrape(_: web.Request) -> web.Response:
        return web.Response(body=metrics(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", scrape)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        host, port = address
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise LinkbotError(
                f"cannot listen at {host}:{port}: {error.strerror}", hint='set `listen` in [watch] to another HOST:PORT, or to ""'
            ) from error
        yield (host, runner.addresses[0][1])
    finally:
        await runner.cleanup()
