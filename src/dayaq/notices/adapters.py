"""How a notice leaves the house.

``FolderAdapter`` writes letters, SMS and e-mails as files where people can see them (``settings.OUTBOX_PATH``): for
demonstration, for a print room, for a gateway that collects files. ``SmtpAdapter`` sends e-mail once
``DAYAQ_SMTP_URL`` is set: ``smtp://user:password@host:587/?tls=starttls&from=office@example.org``.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from dayaq.core.dates import format_date
from dayaq.notices.models import Channel, Notice

TIMEOUT = 20  # seconds to wait for a mail server


class Adapter(Protocol):
    """Delivers one notice, or raises OSError or SMTPException. Delivering it twice must do no harm."""

    name: str

    def deliver(self, notice: Notice) -> None: ...


class FolderAdapter:
    """One file a notice, and its document beside it, in a folder a channel. File names hold ids and numbers only."""

    name = "folder"

    def deliver(self, notice: Notice) -> None:
        """Write ``<channel>/<channel>-000017.txt``; a file that is there already is replaced."""
        folder = Path(settings.OUTBOX_PATH) / notice.channel
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stem = f"{notice.channel}-{notice.pk:06d}"
        attached = f"{stem}-{notice.document.file_name}" if notice.document else ""
        if notice.document:
            _write(folder / attached, bytes(notice.document.content))
        lines = [
            f"To: {notice.recipient_name}",
            f"Address: {notice.address or '-'}",
            f"Date: {format_date(timezone.localdate(notice.created_at), notice.language)}",
            f"Subject: {notice.subject}",
            *([f"Attached: {attached}"] if attached else []),
            "",
            notice.body,
        ]
        _write(folder / f"{stem}.txt", "\n".join(lines).encode())


def forget_letters(notices: Collection[int]) -> int:
    """Remove what was written into the folder for these notices (their keys); returns how many files went."""
    gone = 0
    for channel in Channel.values:
        for key in notices:
            for path in (Path(settings.OUTBOX_PATH) / channel).glob(f"{channel}-{key:06d}[.-]*"):
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner of the installation only."""
    partial = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    partial.replace(path)


class SmtpAdapter:
    """E-mail through the mail server of ``DAYAQ_SMTP_URL``."""

    name = "smtp"

    def __init__(self, url: str) -> None:
        self._url = url

    def _backend(self) -> EmailBackend:
        parts = urlsplit(self._url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        return EmailBackend(
            host=parts.hostname,
            port=parts.port or (465 if tls == "ssl" else 587),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_tls=tls == "starttls",
            use_ssl=tls == "ssl",
            timeout=TIMEOUT,
        )

    def deliver(self, notice: Notice) -> None:
        """Send it with its document; the same notice always has the same Message-ID, so a double is recognised."""
        parts = urlsplit(self._url)
        sender = parse_qs(parts.query).get("from", [f"dayaq@{parts.hostname}"])[0]
        host = urlsplit(settings.PUBLIC_URL).hostname
        message = EmailMessage(
            subject=notice.subject,
            body=notice.body,
            from_email=sender,
            to=[notice.address],
            connection=self._backend(),
            headers={"Message-ID": f"<notice-{notice.pk}@{host}>", "Content-Language": notice.language},
        )
        if notice.document:
            message.attach(notice.document.file_name, bytes(notice.document.content), "application/pdf")
        message.send()


def adapter_for(channel: str) -> Adapter:
    """E-mail goes by SMTP where a server is set; everything else into the folder."""
    if channel == Channel.EMAIL and settings.SMTP_URL:
        return SmtpAdapter(settings.SMTP_URL)
    return FolderAdapter()
