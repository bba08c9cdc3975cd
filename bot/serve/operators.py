"""Who may read the figures: whoever reaches the operator's own port, or where there is none, who asks from this machine."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from flask import Flask, Request, Response, json, request

from bot.serve.readiness import Readiness
from bot.watch import metrics
from bot.watch.metrics import Collector

# What a proxy adds: of a request that came by one, the socket tells where the proxy is, not who asks.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
OPERATORS = frozenset({"/healthz", "/readyz", "/metrics"})
NOTHING_HERE = "There is nothing at this address.\n"


def serve_figures(web: Flask, ops_port: int, figures: Sequence[Collector]) -> None:
    """Add the figures, for the operator alone; on the operator's port nothing else is served."""

    @web.get("/metrics")
    def give_figures() -> Response:
        """Give Prometheus its figures."""
        if not is_operators(request, ops_port):
            return nothing_here()
        return Response(metrics.exposition(*figures), content_type=metrics.CONTENT_TYPE_LATEST)

    @web.before_request
    def keep_to_the_operator() -> Response | None:
        """Serve strangers nothing on the port of the operator."""
        is_elsewhere = ops_port and came_to(request) == ops_port and request.path not in OPERATORS
        return nothing_here() if is_elsewhere else None


def is_operators(asked: Request, ops_port: int) -> bool:
    """Tell whether a request is the operator's."""
    if ops_port:
        return came_to(asked) == ops_port
    if any(name in asked.headers for name in FORWARDED):
        return False
    try:
        address = ip_address(asked.remote_addr or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def came_to(asked: Request) -> int:
    """Return the port of the socket at which a request came in, which no header changes."""
    return int(asked.environ.get("SERVER_PORT") or 0)


def nothing_here() -> Response:
    """Return what is said of an address at which nothing is for who asks."""
    return Response(NOTHING_HERE, 404, mimetype="text/plain")


def said_of(readiness: Readiness) -> Response:
    """Return how ready a process is, as JSON."""
    status = 200 if readiness.is_ready else 503
    answer = Response(json.dumps(readiness.said) + "\n", status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
