"""The OpenAPI document: what Ninja writes of the operations, and what it cannot know of headers and media types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from dayaq.http.conditions import ETAG
from dayaq.http.creating import KEY
from dayaq.http.problems import MEDIA_TYPE

Node = dict[str, Any]

IF_MATCH: Final[Node] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the record as it was read. Without it 428, with another one 412.",
    "schema": {"type": "string", "pattern": ETAG.pattern},
    "example": '"3"',
}
IDEMPOTENCY_KEY: Final[Node] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A new value, such as a UUID, for each thing to be made. The same request sent again with the same "
    "key answers with the same record and makes nothing; another request with it is refused (422).",
    "schema": {"type": "string", "pattern": KEY.pattern},
    "example": "9f1c4e7a-5d1e-4a57-9a86-2f6f5a0f3c11",
}


def _header(description: str, kind: str = "string") -> Node:
    return {"description": description, "schema": {"type": kind}}


RATE: Final[dict[str, Node]] = {
    "RateLimit-Limit": _header("Requests a minute that the token may make.", "integer"),
    "RateLimit-Remaining": _header("Requests left of this minute.", "integer"),
    "RateLimit-Reset": _header("Seconds until the next minute begins.", "integer"),
}
RETRY: Final = _header("Seconds to wait.", "integer")
TAG: Final = _header("The version of the record, for If-Match.")


def complete(document: Node) -> Node:
    """``document`` with headers, media types, and the scopes that each operation needs."""
    for operation in _operations(document):
        marks = {
            name: operation.pop(f"x-{name}") for name in ("scopes", "etag", "if-match", "idempotency-key", "media")
        }
        if not operation["description"].strip():
            del operation["description"]
        operation["security"] = [{"Token": marks["scopes"]}]
        parameters = operation.setdefault("parameters", [])
        if marks["if-match"]:
            parameters.append(IF_MATCH)
        if marks["idempotency-key"]:
            parameters.append(IDEMPOTENCY_KEY)
        for upload in _uploads(operation):
            upload["minLength"] = 1
        for code, response in operation["responses"].items():
            _complete_response(int(code), response, marks)
    return document


def _operations(document: Node) -> Iterator[Node]:
    for methods in document["paths"].values():
        yield from methods.values()


def _uploads(operation: Node) -> Iterator[Node]:
    """The files of a form; one without a byte is no file."""
    content = operation.get("requestBody", {}).get("content", {})
    fields = content.get("multipart/form-data", {}).get("schema", {}).get("properties", {})
    yield from (field for field in fields.values() if field.get("format") == "binary")


def _complete_response(code: int, response: Node, marks: Node) -> None:
    content = response.get("content", {})
    if code >= 400:
        response["content"] = {MEDIA_TYPE: content["application/json"]}
    elif marks["media"]:
        response["content"] = {one: {"schema": {"type": "string"}} for one in marks["media"].split()}
    if code == 401:
        response["headers"] = {"WWW-Authenticate": _header("Bearer.")}
        return
    headers = response["headers"] = dict(RATE)
    if code == 429:
        headers["Retry-After"] = RETRY
    if code < 400 and marks["etag"]:
        headers["ETag"] = TAG
