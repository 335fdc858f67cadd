"""Every write of the panels. ``panel.manage`` runs them; members score and declare conflicts for themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation, User
from dayaq.core.api import Denied, Exhausted, Invalid, WrongState, audit, clock
from dayaq.core.transitions import lock
from dayaq.panels import policies, scoring
from dayaq.panels.models import (
    ConflictDeclaration,
    CriteriaSet,
    Criterion,
    Panel,
    PanelMember,
    Score,
    ScoreSheet,
    Sitting,
    SittingResult,
)
from dayaq.panels.states import CRITERIA, SITTING, CriteriaState, Outcome, SittingState


@dataclass(frozen=True)
class CriterionData:
    """One criterion to be drafted; ``label`` and ``anchors`` are {"az": …, "en": …}, ``anchors`` may be empty."""

    code: str
    label: Mapping[str, str]
    max_points: int
    weight: Decimal = Decimal(1)
    anchors: Mapping[str, str] | None = None


@transaction.atomic
def create_panel(
    *, by: User, code: str, label: Mapping[str, str], organisation: Organisation, quorum: int | None = None
) -> Panel:
    """A panel without members yet; without a ``quorum`` of its own the caller's dated parameter holds."""
    policies.check_manage(by)
    _check_label(label)
    if quorum is not None and quorum < 1:
        raise Invalid(_("The quorum is one member at least."), field="quorum", value=quorum)
    if Panel.objects.filter(code=code).exists():
        raise Invalid(_("A panel with this code exists already."), code="taken", field="code", value=code)
    panel = Panel.objects.create(code=code, label=dict(label), organisation=organisation, quorum=quorum)
    audit.record(by=by, event="panel.created", obj=panel, detail={"quorum": quorum})
    return panel


@transaction.atomic
def appoint_member(*, by: User, panel: Panel, user: User, valid_from: date | None = None) -> PanelMember:
    """``user`` sits on the panel from ``valid_from`` (today) on."""
    policies.check_manage(by)
    if not user.may("panel.score"):
        raise Invalid(
            _("This account does not have the role of a committee member."),
            code="not_a_scorer",
            field="user",
            remedy=_("Ask the administrator to give the role first."),
        )
    if panel.members.filter(user=user, valid_to__isnull=True).exists():
        raise Invalid(_("This person is a member of the panel already."), code="taken", field="user")
    member = PanelMember.objects.create(panel=panel, user=user, valid_from=valid_from or clock.today())
    audit.record(by=by, event="panel.member_appointed", obj=panel, detail={"member": member.pk, "user": user.pk})
    return member


@transaction.atomic
def end_appointment(*, by: User, member: PanelMember, reason: str, valid_to: date | None = None) -> PanelMember:
    """The member no longer sits from ``valid_to`` (today) on; what they scored before keeps counting."""
    policies.check_manage(by)
    member = PanelMember.objects.select_for_update().get(pk=member.pk)
    if member.valid_to is not None:
        raise WrongState(_("This appointment has ended already."), code="ended")
    day = valid_to or clock.today()
    if day < member.valid_from:
        raise Invalid(_("The appointment cannot end before it begins."), field="valid_to", value=day)
    member.valid_to = day
    member.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        event="panel.member_released",
        obj=member.panel,
        reason=reason,
        detail={"member": member.pk, "user": member.user_id},
    )
    return member


@transaction.atomic
def draft_criteria(
    *,
    by: User,
    code: str,
    label: Mapping[str, str],
    criteria: Sequence[CriterionData],
    note: Mapping[str, str] | None = None,
) -> CriteriaSet:
    """A new version (the next number of ``code``), in draft: changeable by nobody but replaceable by a further one."""
    policies.check_manage(by)
    _check_label(label)
    if not criteria:
        raise Invalid(_("Give at least one criterion."), code="no_criteria", field="criteria")
    codes = [criterion.code for criterion in criteria]
    if len(set(codes)) < len(codes):
        raise Invalid(_("Two criteria have the same code."), code="taken", field="criteria")
    for criterion in criteria:
        _check_label(criterion.label)
        if criterion.max_points < 1 or criterion.weight <= 0:
            raise Invalid(_("A criterion brings at least one point."), field="criteria", value=criterion.code)
    last = CriteriaSet.objects.filter(code=code).aggregate(last=Max("number"))["last"] or 0
    drafted = CriteriaSet.objects.create(code=code, label=dict(label), number=last + 1, note=dict(note or {}))
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=drafted,
            code=criterion.code,
            label=dict(criterion.label),
            max_points=criterion.max_points,
            weight=criterion.weight,
            anchors=dict(criterion.anchors or {}),
            order=order,
        )
        for order, criterion in enumerate(criteria, start=1)
    )
    return CRITERIA.start(drafted, by=by, detail={"code": code, "number": drafted.number, "criteria": len(criteria)})


@transaction.atomic
def publish_criteria(*, by: User, criteria_set: CriteriaSet) -> CriteriaSet:
    """From now on the criteria can be used and never change; another wording is another version."""
    policies.check_manage(by)
    return CRITERIA.move(criteria_set, CriteriaState.PUBLISHED, by=by)


@transaction.atomic
def open_sitting(
    *,
    by: User,
    panel: Panel,
    subject: Model,
    criteria_set: CriteriaSet,
    quorum: int | None = None,
    excluded_human_ids: Collection[str] = (),
    pass_mark: Decimal | None = None,
    deadline: date | None = None,
) -> Sitting:
    """Put ``subject`` before the panel.

    ``quorum`` is the dated parameter that holds where the panel has none of its own. ``excluded_human_ids`` are the
    people who prepared or assessed the subject. Exhausted when too few members are left to reach the quorum.
    """
    policies.check_manage(by)
    if criteria_set.state != CriteriaState.PUBLISHED:
        raise WrongState(_("The criteria are not published yet."), code="criteria_draft")
    needed = panel.quorum or quorum
    if needed is None or needed < 1:
        raise Invalid(_("Say how many members make the quorum."), code="no_quorum", field="quorum")
    able = scoring.able_members(panel, excluded=excluded_human_ids)
    if len(able) < needed:
        raise Exhausted(
            _("Too few members of the panel may judge this to reach the quorum."),
            code="quorum_out_of_reach",
            value=needed - len(able),
            remedy=_("Appoint further members first."),
        )
    naming = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}
    earlier = Sitting.objects.filter(**naming, state=SittingState.CLOSED).order_by("-pk").first()
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(
                panel=panel,
                criteria_set=criteria_set,
                quorum=needed,
                pass_mark=pass_mark,
                excluded_human_ids=sorted(set(excluded_human_ids)),
                deadline=deadline,
                supersedes=None if earlier is None or hasattr(earlier, "superseded_by") else earlier,
                **naming,
            )
    except IntegrityError as error:
        raise WrongState(_("A sitting about this is open already."), code="sitting_open") from error
    return SITTING.start(sitting, by=by, detail={**naming, "panel": panel.pk, "quorum": needed})


@transaction.atomic
def declare_conflict(*, by: User, sitting: Sitting, reason: str) -> ConflictDeclaration:
    """``by`` neither scores nor counts here; scores already handed in no longer count. It is not taken back."""
    lock(sitting)
    policies.check_declare(by, sitting)
    if not reason.strip():
        raise Invalid(_("Say what the conflict of interest is."), field="reason")
    declared = ConflictDeclaration.objects.create(sitting=sitting, user=by, human_id=by.human_id, reason=reason.strip())
    audit.record(by=by, event="panel.conflict_declared", obj=sitting, detail={"declaration": declared.pk})
    return declared


@transaction.atomic
def submit_scores(*, by: User, sitting: Sitting, points: Mapping[str, int], note: str = "") -> ScoreSheet:
    """One number of points for each criterion's code. Until the closing the same member may hand in anew."""
    lock(sitting)
    policies.check_score(by, sitting)
    given = scoring.checked_points(sitting.criteria_set, points)
    sheet, created = ScoreSheet.objects.get_or_create(
        sitting=sitting, member=by, defaults={"human_id": by.human_id, "note": note.strip()}
    )
    if not created:
        sheet.note = note.strip()
        sheet.changed_at = clock.now()
        sheet.save(update_fields=["note", "changed_at"])
    Score.objects.bulk_create(
        [Score(sheet=sheet, criterion=criterion, points=value) for criterion, value in given.items()],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["points"],
    )
    event = "panel.scores_submitted" if created else "panel.scores_changed"
    after = {criterion.code: value for criterion, value in given.items()}
    audit.record(by=by, event=event, obj=sitting, after=after, detail={"sheet": sheet.pk})
    return sheet


@transaction.atomic
def close_sitting(*, by: User, sitting: Sitting) -> SittingResult:
    """Count the scores of those without a conflict; refused below the quorum. Emits ``panels.sitting_closed``.

    The event carries ``id``, ``subject_type``, ``subject_id``, ``average`` and ``maximum`` (text) and ``outcome``.
    """
    policies.check_manage(by)
    lock(sitting)
    policies.check_open(sitting)
    found = scoring.count(sitting)
    if found.counted < sitting.quorum:
        raise WrongState(
            _("The quorum is not reached; the sitting cannot be closed."),
            code="no_quorum",
            value=sitting.quorum - found.counted,
            remedy=_("Wait for further scores, appoint further members, or cancel the sitting."),
        )
    if by.human_id in sitting.excluded_human_ids:
        raise Denied(_("You took part in preparing this, so you cannot close the sitting."), code="took_part")
    result = SittingResult.objects.create(
        sitting=sitting, average=found.average, maximum=found.maximum, counted=found.counted, points=found.points
    )
    outcome = ""
    if sitting.pass_mark is not None:
        outcome = Outcome.PASSED if found.average >= sitting.pass_mark else Outcome.NOT_PASSED
    detail = {
        "subject_type": sitting.subject_type,
        "subject_id": sitting.subject_id,
        "average": str(found.average),
        "maximum": str(found.maximum),
        "outcome": str(outcome),
    }
    SITTING.move(sitting, SittingState.CLOSED, by=by, detail=detail, outcome=outcome)
    return result


@transaction.atomic
def cancel_sitting(*, by: User, sitting: Sitting, reason: str) -> Sitting:
    """The subject is gone, or the quorum is out of reach: no result, and a new sitting may be opened."""
    policies.check_manage(by)
    if not reason.strip():
        raise Invalid(_("Say why the sitting is cancelled."), field="reason")
    detail = {"subject_type": sitting.subject_type, "subject_id": sitting.subject_id}
    return SITTING.move(sitting, SittingState.CANCELLED, by=by, reason=reason, detail=detail)


def _check_label(label: Mapping[str, str]) -> None:
    if any(not label.get(language) for language in ("az", "en")):
        raise Invalid(_("The name is needed in Azerbaijani and in English."), code="label", field="label")
