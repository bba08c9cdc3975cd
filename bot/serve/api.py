"""The HTTP API for machines: values of experiments, sent with a token; every answer is JSON, every error a sentence."""

import hashlib
import logging
import re
from dataclasses import replace
from typing import Any

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.draw.text import plain_text
from bot.office import Office
from bot.serve.api_body import NotJson, read_body
from bot.serve.wrong_tokens import WrongTokens
from bot.watch.context import doing, reference
from bot.watch.metrics import ANSWERS, FAULTS
from flows.evidence import ingest
from flows.evidence.ingest import Answer, NoSuchExperiment, Order, OtherRequest
from flows.outages import is_database_away, may_be_kept, why_away
from flows.people import tokens
from flows.people.tokens import Badge, EndedToken, UnknownToken
from rules.evidence.readings import Reading
from rules.people.tokens import REQUESTS_A_MINUTE, TooOften
from rules.refusals import Refused
from rules.typed_keys import read_key
from rules.words import shorten

logger = logging.getLogger(__name__)
HOME = "/api/"
LARGEST_BODY = 64 * 1024
BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
KEY = re.compile(r"[\x21-\x7e]{1,255}")


WHO = (
    "Send a token that works: `Authorization: Bearer assay_…`."
    " An admin makes one in Slack with `/team tokens`."
)
NOT_RECORDED = "Assay cannot write to its database just now, so nothing was recorded. Try again in a moment."
MAYBE_RECORDED = (
    "The database did not say whether this was recorded. Send the same again with the same Idempotency-Key."
)
WHERE = "There is nothing at this address. Values go to POST /api/v1/experiments/EXP-1/metrics."
TOO_LARGE = f"At most {LARGEST_BODY // 1024} KiB in one request. Send the values in several."
JSON_ONLY = "Send JSON, with the header `Content-Type: application/json`."
ONLY_POST = "Values are recorded by POST; this address knows nothing else."
STRANGE_KEY = "An Idempotency-Key has 1 to 255 letters, digits or signs, and no blanks, like a UUID."
OTHER_REQUEST = (
    "This Idempotency-Key named another request before. Take a new key for each request,"
    " and the same one only to repeat it."
)


class Declined(Exception):
    """A request that gets no further; with its status, a sentence, the fields it is about, and headers."""

    def __init__(
        self, status: int, sentence: str, fields: dict[str, str] | None = None, **headers: str
    ) -> None:
        self.status = status
        self.sentence = sentence
        self.fields = fields or {}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(sentence)


def serve_api(web: Flask, office: Office) -> None:
    """Add the addresses of the API, and let everything below them be answered in JSON."""
    wrong = WrongTokens()

    @web.post("/api/v1/experiments/<key>/metrics")
    def experiment_metrics(key: str) -> Response:
        """Record values of an experiment."""
        with doing():
            try:
                return record_values(office, wrong, key)
            except Declined as declined:
                return refusal(declined)
            except Exception as error:  # noqa: BLE001  (a fault of ours: logged once, and told in JSON as everything is)
                return fault(error)

    @web.errorhandler(HTTPException)
    def refuse_in_json(error: HTTPException) -> Response | HTTPException:
        """Answer in JSON what the router itself refuses."""
        if not request.path.startswith(HOME):
            return error
        if error.code == 405:
            return refusal(Declined(405, ONLY_POST, Allow="POST"))
        return refusal(Declined(404, WHERE) if error.code == 404 else Declined(error.code or 400, WHERE))


def record_values(office: Office, wrong: WrongTokens, key: str) -> Response:
    """Record what a request says; who asks is known before anything of it is read."""
    badge = admitted(office, wrong)
    body = read_request()
    order = order_of(key, body)
    number, readings = understood(key, body, badge)
    with doing(badge.desk.workspace, (number,)):
        answer = done(badge, number, readings, order, office)
    response = in_json(201 if answer.facts["recorded"] else 200, answer.facts)
    if answer.is_replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def admitted(office: Office, wrong: WrongTokens) -> Badge:
    """Return who comes with which token; who has none that works may not ask for long."""
    shown = BEARER.fullmatch(request.headers.get("Authorization", ""))
    try:
        if shown is None:
            raise UnknownToken
        return tokens.admit(office.database, office.desk_or_none, shown[1], now=office.clock())
    except UnknownToken as unknown:
        turned_away(wrong, office)
        said = str(unknown) if isinstance(unknown, EndedToken) else WHO
        raise Declined(401, said, WWW_Authenticate='Bearer realm="Assay"') from None
    except TooOften as often:
        raise too_often(f"At most {REQUESTS_A_MINUTE} requests a minute with one token.", often) from None


def turned_away(wrong: WrongTokens, office: Office) -> None:
    """Count a request without a token that works, and refuse it where there were too many lately."""
    try:
        # The address that the server sees: what a header says of another one, anybody could say.
        wrong.count(request.remote_addr or "", office.clock())
    except TooOften as often:
        raise too_often("Too many requests came without a token that works.", often) from None


def too_often(sentence: str, often: TooOften) -> Declined:
    """Return the refusal of who asked too often, with how long to wait."""
    return Declined(429, f"{sentence} Try again in {often.seconds} s.", Retry_After=str(often.seconds))


def read_request() -> bytes:
    """Return the body of a request for JSON that is not too large."""
    if request.mimetype != "application/json":
        raise Declined(415, JSON_ONLY)
    request.max_content_length = LARGEST_BODY + 1
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise Declined(413, TOO_LARGE) from None
    # Of a body in chunks, Werkzeug gives the first part and says nothing.
    if len(body) > LARGEST_BODY:
        raise Declined(413, TOO_LARGE)
    return body


def order_of(key: str, body: bytes) -> Order | None:
    """Return what names this request, if its sender named it."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return None
    if not KEY.fullmatch(name):
        raise Declined(400, STRANGE_KEY)
    return Order(name, hashlib.sha256(key.casefold().encode() + b"\0" + body).hexdigest())


def understood(key: str, body: bytes, badge: Badge) -> tuple[int, tuple[Reading, ...]]:
    """Return the experiment's number and the values, each with where it came from."""
    try:
        number = read_key(key)
    except Refused:
        raise Declined(
            404, f"“{shorten(key, 40)}” is not an experiment's id. Ids look like EXP-12; check it."
        ) from None
    try:
        readings = read_body(body)
    except NotJson as problem:
        raise Declined(400, str(problem)) from None
    except Refused as refused:
        raise Declined(422, plain_text(" ".join(refused.reasons)), plain_fields(refused)) from None
    source = badge.token.source
    return number, tuple(
        replace(one, draft=replace(one.draft, source=one.draft.source or source)) for one in readings
    )


def done(
    badge: Badge, number: int, readings: tuple[Reading, ...], order: Order | None, office: Office
) -> Answer:
    """Record the values, or say why they cannot be."""
    try:
        return ingest.record_values(badge, number, readings, order, now=office.clock())
    except NoSuchExperiment as problem:
        raise Declined(404, str(problem)) from None
    except OtherRequest:
        raise Declined(422, OTHER_REQUEST) from None
    except Refused as refused:
        # A sentence about a field can be mended in the request; one about the experiment cannot.
        status = 422 if refused.fields else 409
        raise Declined(status, plain_text(" ".join(refused.reasons)), plain_fields(refused)) from None


def plain_fields(refused: Refused) -> dict[str, str]:
    """Return what is wrong with each field as plain text."""
    return {field: plain_text(said) for field, said in refused.fields.items()}


def refusal(declined: Declined) -> Response:
    """Return a refusal in JSON."""
    error: dict[str, Any] = {"message": declined.sentence}
    if declined.fields:
        error["fields"] = declined.fields
    response = in_json(declined.status, {"error": error})
    response.headers.update(declined.headers)
    return response


def fault(error: Exception) -> Response:
    """Return the answer to a fault that nobody foresaw; the trace is logged once under its reference. Where the database
    failed, sending the same again is safe: its key is kept with what was recorded."""
    if is_database_away(error):
        logger.warning("the database failed us in the API: %s", why_away(error))
        known = MAYBE_RECORDED if may_be_kept(error) else NOT_RECORDED
        return in_json(503, {"error": {"message": known}})
    FAULTS.labels("api").inc()
    logger.error("fault %s in the API", reference(), exc_info=error)
    sentence = f"Something went wrong here, and nothing was recorded. Try again; if it stays so, tell an admin this reference: {reference()}"
    return in_json(500, {"error": {"message": sentence, "reference": reference()}})


def in_json(status: int, facts: dict[str, Any]) -> Response:
    """Return an answer in JSON, which no cache keeps."""
    ANSWERS.labels(str(status)).inc()
    # Signs as \\u: a lone surrogate that somebody sent could not be written otherwise.
    response = Response(json.dumps(facts, ensure_ascii=True) + "\n", status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
