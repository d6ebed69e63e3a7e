"""Strangers: pages of elsewhere, open in the same browser, may neither press keys here nor play the bot."""

from aiohttp import web

from playground.rules.refusals import Refusal

OWN_NAMES = {"127.0.0.1", "localhost"}
OF_ELSEWHERE = {"cross-site", "same-site"}
"""What a browser says of a request that a page of another address makes: a picture or a link has no Origin."""


def refuse_strangers(request: web.BaseRequest) -> None:
    """Answer our own page, and programs, which are no browser; anybody's link may lead to the page itself."""
    host = request.headers.get("Host", "").lower()
    is_ours = host.partition(":")[0] in OWN_NAMES and request.headers.get("Origin") in (None, f"http://{host}")
    is_sent = request.headers.get("Sec-Fetch-Site") in OF_ELSEWHERE and request.path != "/"
    if is_sent or not is_ours:
        raise Refusal(403, "Forbidden: the playground answers only its own page")
