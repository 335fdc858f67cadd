"""The one door to notices for other apps."""

from dayaq.notices.actions import notify, requeue_notice
from dayaq.notices.adapters import forget_letters
from dayaq.notices.delivery import deliver_pending
from dayaq.notices.states import NoticeState
from dayaq.notices.wording import templates

__all__ = ["NoticeState", "deliver_pending", "forget_letters", "notify", "requeue_notice", "templates"]
