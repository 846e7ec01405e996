"""Traces by OpenTelemetry, where they are asked for: a span a request, its stages below it.

Spans are made when a request has been answered, of times that were taken anyway, and sent by a
thread of their own: a collector that is down costs a request nothing.
"""

import re
import time
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from riskmodel.errors import ConfigurationError
from riskmodel_api.operation.seen import Headers, Seen

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_PARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-(0[0-9a-f])")
_LONG_NUMBER = re.compile(rb"[0-9]{15}")
_WAITING, _AT_ONCE = 2_048, 256
_SEND_SECONDS = 5.0
_LAST_SECONDS = 3.0


class Traces(Protocol):
    """What is told of each request that was answered."""

    def trace(self, seen: Seen, headers: Headers, route: tuple[str, str], seconds: float) -> None:
        """Make the spans of a request."""

    def close(self) -> None:
        """Send what waits, if it can be sent."""


class NoTraces:
    """Nothing is traced."""

    def trace(self, seen: Seen, headers: Headers, route: tuple[str, str], seconds: float) -> None:
        """Make nothing."""

    def close(self) -> None:
        """Send nothing."""


class OpenTelemetry:
    """Spans through an exporter that is given, or the one of OTLP over HTTP."""

    def __init__(self, exporter: "SpanExporter", version: str) -> None:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        resource = Resource({"service.name": "riskmodel", "service.version": version})
        self.provider: TracerProvider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self.provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=_WAITING, max_export_batch_size=_AT_ONCE)
        )
        self._tracer = self.provider.get_tracer("riskmodel", version)

    def trace(self, seen: Seen, headers: Headers, route: tuple[str, str], seconds: float) -> None:
        """Make the spans of a request; of many households the stages are laid end to end."""
        from opentelemetry import trace  # noqa: PLC0415

        ended = time.time_ns()
        began = ended - int(seconds * 1e9)
        attributes: dict[str, str | int] = {
            "http.request.method": route[0],
            "http.route": route[1],
            "http.response.status_code": seen.status,
            "riskmodel.request_id": seen.request_id,
        }
        span = self._tracer.start_span(
            f"{route[0]} {route[1]}", _parent(headers), trace.SpanKind.SERVER, attributes,
            start_time=began,
        )  # fmt: skip
        if seen.status >= 500:
            span.set_status(trace.StatusCode.ERROR)
        within = trace.set_span_in_context(span)
        for stage, spent in seen.spent.items():
            child = self._tracer.start_span(stage, within, start_time=began)
            began += spent
            child.end(began)
        span.end(ended)

    def close(self) -> None:
        """Send what waits, unless that takes longer than a stop may."""
        sending = Thread(target=self.provider.shutdown, name="last-traces", daemon=True)
        sending.start()
        sending.join(_LAST_SECONDS)


def traces(endpoint: str, version: str) -> Traces:
    """Traces to a collector's address, or none; raises ConfigurationError without the extra."""
    if not endpoint:
        return NoTraces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
    except ModuleNotFoundError as error:
        message = "traces need their packages: install the extra `traces` of this release's wheel"
        raise ConfigurationError(message) from error
    return OpenTelemetry(OTLPSpanExporter(endpoint=endpoint, timeout=_SEND_SECONDS), version)


def _parent(headers: Headers):  # type: ignore[no-untyped-def]
    """Whose child the request is, by W3C's `traceparent`; its state and baggage are not taken.

    Ids with a long decimal number inside are not taken either: it could be an identity number.
    """
    from opentelemetry import trace  # noqa: PLC0415

    for name, value in headers:
        found = _PARENT.fullmatch(value) if name == b"traceparent" else None
        if found and not _LONG_NUMBER.search(value):
            context = trace.SpanContext(
                int(found[1], 16), int(found[2], 16), is_remote=True,
                trace_flags=trace.TraceFlags(int(found[3], 16)),
            )  # fmt: skip
            return trace.set_span_in_context(trace.NonRecordingSpan(context))
    return trace.set_span_in_context(trace.INVALID_SPAN)
