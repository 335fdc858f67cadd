"""What the environment decides, read once, checked at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parents[3]
KINDS = ("demo", "production", "test")


@dataclass(frozen=True)
class Environment:
    """Settings that differ from one installation to the next.

    kind: demo, production or test (``DAYAQ_ENV``). home: where the embedded database, keys and the outbox live
    (``DAYAQ_HOME``). database_url: ``postgresql://user:password@host:port/name``; a host that is a path means a socket.
    token_days: how many days a token for machines works at most (``DAYAQ_TOKEN_DAYS``). token_rate: how many requests a
    minute it may make (``DAYAQ_TOKEN_RATE``).
    """

    kind: str
    home: Path
    port: int
    database_url: str
    public_url: str
    allowed_hosts: tuple[str, ...]
    secret_key: str
    country: str
    time_zone: str
    email_url: str
    token_days: int
    token_rate: int

    @property
    def production(self) -> bool:
        return self.kind == "production"

    def database(self) -> dict[str, Any]:
        """The connection as Django wants it."""
        parts = urlsplit(self.database_url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; Dayaq runs on PostgreSQL only.")
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", unquote(parts.hostname or "")),
            "PORT": query.pop("port", str(parts.port or "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"application_name": "dayaq", **query},
        }


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check; ImproperlyConfigured names the variable and what to do."""
    kind = environ.get("DAYAQ_ENV", "demo")
    if kind not in KINDS:
        raise ImproperlyConfigured(f"DAYAQ_ENV is {kind!r}; it must be one of {', '.join(KINDS)}.")
    home = Path(environ.get("DAYAQ_HOME") or PROJECT / ".home").resolve()
    port = _port(environ.get("PORT", "8000"))
    hosts = tuple(filter(None, environ.get("DAYAQ_HOSTS", "").split(",")))
    if kind == "production" and not hosts:
        raise ImproperlyConfigured("DAYAQ_HOSTS is empty; give the host names this installation answers to.")
    return Environment(
        kind=kind,
        home=home,
        port=port,
        database_url=environ.get("DATABASE_URL") or "postgresql://dayaq@localhost/dayaq",
        public_url=environ.get("DAYAQ_URL", f"http://localhost:{port}").rstrip("/"),
        allowed_hosts=hosts or ("*",),
        secret_key=_secret_key(kind, home, environ),
        country=environ.get("DAYAQ_COUNTRY", "AZ"),
        time_zone=environ.get("DAYAQ_TIME_ZONE", "Asia/Baku"),
        email_url=environ.get("DAYAQ_SMTP_URL", ""),
        token_days=_positive("DAYAQ_TOKEN_DAYS", environ.get("DAYAQ_TOKEN_DAYS", "365")),
        token_rate=_positive("DAYAQ_TOKEN_RATE", environ.get("DAYAQ_TOKEN_RATE", "300")),
    )


def _positive(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ImproperlyConfigured(f"{name} is {text!r}; it must be a whole number above 0.")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ImproperlyConfigured(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _secret_key(kind: str, home: Path, environ: Mapping[str, str]) -> str:
    """From ``SECRET_KEY``, else ``SECRET_KEY_FILE``, else (never in production) a file made at first use."""
    if key := environ.get("SECRET_KEY"):
        return key
    if path := environ.get("SECRET_KEY_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    if kind == "production":
        raise ImproperlyConfigured("Neither SECRET_KEY nor SECRET_KEY_FILE is set; production needs a key of its own.")
    if kind == "test":
        return "a key for tests only, which protects nothing"
    file = home / "secret-key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return file.read_text(encoding="utf-8")
