"""Signed heads of the audit chain, kept in a file outside the database (``settings.AUDIT_HEADS_PATH``).

One JSON object a line: position, hash, time, signature (Ed25519, hex). The key is made at first use beside the file
with mode 0600; an installation that keeps it elsewhere sets ``AUDIT_KEY_PATH``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.core.models import AuditSeal


def _key() -> Ed25519PrivateKey:
    path = Path(settings.AUDIT_KEY_PATH)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _message(position: int, hash_: str) -> bytes:
    return f"dayaq audit head {position} {hash_}".encode()


def publish() -> bool:
    """Sign the present head and append it to the file; False when the head was published before."""
    head = AuditSeal.objects.order_by("-position").first()
    path = Path(settings.AUDIT_HEADS_PATH)
    if head is None or head.position == _last_position(path):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "position": head.position,
        "hash": head.hash,
        "at": clock.now().isoformat(),
        "signature": _key().sign(_message(head.position, head.hash)).hex(),
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _last_position(path: Path) -> int | None:
    """The position in the last line of the file, read from its end."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        lines = file.read().splitlines()
    return json.loads(lines[-1])["position"] if lines else None


def load() -> dict[int, str]:
    """Position → hash of every published head; a head whose signature does not hold is an error."""
    path = Path(settings.AUDIT_HEADS_PATH)
    if not path.exists():
        return {}
    public = _key().public_key()
    heads: dict[int, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            public.verify(bytes.fromhex(row["signature"]), _message(row["position"], row["hash"]))
        except (InvalidSignature, ValueError, KeyError) as error:
            raise Invalid(
                f"{path.name}, line {number}: this head was not signed with the key of this installation.",
                code="head_signature",
                remedy="Compare the file with its copy elsewhere; the chain cannot be trusted until they agree.",
            ) from error
        heads[row["position"]] = row["hash"]
    return heads
