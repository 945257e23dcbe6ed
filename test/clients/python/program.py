"""A case from its opening to its title, by the client that openapi-python-client makes from openapi.json.

The specification beside this folder runs it. It reads its settings as its argument and asks for another time on its output.
"""

import datetime
import json
import sys

from minglu_client import AuthenticatedClient, Client
from minglu_client.api.dossiers import (
    conclude_review,
    confer_title,
    convene_panel,
    decide_cycle_shortening,
    get_dossiers_by_id_actions,
    get_dossiers_by_id_events,
    open_application,
    pass_formal_review,
    record_review_method,
    request_cycle_shortening,
    request_review,
    start_creation,
    submit_application,
    submit_self_assessment,
)
from minglu_client.api.public_notices import start_publicity
from minglu_client.api.titles import get_titles_by_id
from minglu_client import models as m

settings = json.loads(sys.argv[1])


def client_of(role: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=settings["url"], token=settings["tokens"][role])


city = client_of("applicant")
officer = client_of("ministry-officer")
approver = client_of("ministry-approver")


def at(instant: str) -> None:
    """Asks the specification to move the clock of the system."""
    print(json.dumps({"at": instant}), flush=True)
    sys.stdin.readline()


def recorded(answer: object) -> m.CommandReceipt:
    """The receipt of an act. Raises for a refusal."""
    if isinstance(answer, m.Problem):
        raise RuntimeError(f"{answer.code}: {answer.message.en} {answer.legal_basis}")
    if not isinstance(answer, m.CommandReceipt):
        raise RuntimeError("nothing was recorded")
    return answer


def material(kind: str) -> m.MaterialsItem:
    return m.MaterialsItem(kind=m.MaterialsItemKind(kind), name=f"{kind}.pdf", sha256="a" * 64)


def figures(revenue: str, year: int) -> list[m.FiguresItem]:
    return [
        m.FiguresItem(indicator="A1.1", value=revenue, unit="亿元", data_year=year, source="年报"),
        m.FiguresItem(indicator="A2.1", value="12.5", unit="%", data_year=year, source="年报"),
    ]


at("2023-10-20T10:00:00+08:00")
opened = recorded(
    open_application.sync(
        client=city,
        body=m.OpenApplication(
            programme=m.OpenApplicationProgramme.CITY,
            applicant="120000",
            campaign_id="city-creation-2023",
            working_body="市软件名城办",
        ),
    )
)
case_id = opened.created["caseId"]

at("2023-11-08T15:00:00+08:00")
materials = [material("written-application-report"), material("creation-application-form")]
refused = submit_application.sync(
    case_id,
    client=city,
    body=m.SubmitApplication(materials=materials, figures=figures("2600", 2022), truthfulness_pledge=True),
)
if not isinstance(refused, m.Problem) or refused.code != "materials-missing":
    raise RuntimeError("an application without a plan was not refused")
recorded(
    submit_application.sync(
        case_id,
        client=city,
        body=m.SubmitApplication(
            materials=[*materials, material("creation-work-plan")],
            figures=figures("2600", 2022),
            truthfulness_pledge=True,
        ),
    )
)

at("2023-12-20T10:00:00+08:00")
recorded(
    pass_formal_review.sync(
        case_id,
        client=officer,
        body=m.PassFormalReview(
            checklist=m.PassFormalReviewChecklist(conditions=[True] * 4, materials_complete=True),
            reasons="符合申请条件，材料齐全",
        ),
    )
)
at("2024-01-05T10:00:00+08:00")
recorded(
    start_creation.sync(
        case_id,
        client=officer,
        body=m.StartCreation(start_date=datetime.date(2024, 1, 5), document_number="工信厅信发函〔2024〕1号"),
    )
)
at("2025-09-01T10:00:00+08:00")
recorded(
    request_cycle_shortening.sync(
        case_id,
        client=city,
        body=m.RequestCycleShortening(new_cycle_end=datetime.date(2026, 1, 5), reasons="推进力度大、成效突出"),
    )
)
at("2025-09-22T10:00:00+08:00")
recorded(
    decide_cycle_shortening.sync(
        case_id,
        client=approver,
        body=m.DecideCycleShortening(
            decision=m.DecideCycleShorteningDecision.APPROVE, document_number="工信厅信发函〔2025〕7号"
        ),
    )
)

at("2026-01-08T10:00:00+08:00")
recorded(
    submit_self_assessment.sync(
        case_id,
        client=city,
        body=m.SubmitSelfAssessment(
            indicator_version="168-2022",
            figures=figures("3000", 2024),
            materials=[material("self-assessment-report")],
        ),
    )
)
recorded(
    request_review.sync(case_id, client=city, body=m.RequestReview(materials=[material("review-application")]))
)
at("2026-01-19T10:00:00+08:00")
experts = [
    m.ConvenePanelExpertsItem(id=f"e{number}", employer=f"单位{number}", city_code=code)
    for number, code in enumerate(["310000", "330100", "420100", "510100", "610100"], start=1)
]
recorded(convene_panel.sync(case_id, client=officer, body=m.ConvenePanel(experts=experts, recusals=[])))
at("2026-01-23T10:00:00+08:00")
recorded(
    record_review_method.sync(
        case_id,
        client=officer,
        body=m.RecordReviewMethod(
            method=m.RecordReviewMethodMethod.SITE_VISIT,
            date=datetime.date(2026, 1, 23),
            place="天津",
            record_sha_256="b" * 64,
        ),
    )
)
recorded(
    conclude_review.sync(
        case_id,
        client=officer,
        body=m.ConcludeReview(conclusion=m.ConcludeReviewConclusion.PASS, reasons="达到创建标准"),
    )
)

at("2026-02-13T09:00:00+08:00")
recorded(
    start_publicity.sync(
        client=officer,
        body=m.StartPublicity(case_ids=[case_id], portal_url="https://www.miit.gov.cn/notice"),
    )
)
actions = get_dossiers_by_id_actions.sync(case_id, client=approver)
if not isinstance(actions, m.ActionsDto):
    raise RuntimeError("the actions cannot be read")
conferral = next(one for one in actions.items if one.command == "ConferTitle")
if not isinstance(conferral.reason, m.ReasonDto) or conferral.reason.code != m.ReasonDtoCode.STATE:
    raise RuntimeError("a title can be conferred while the notice runs")

at("2026-03-02T10:00:00+08:00")
conferred = recorded(
    confer_title.sync(
        case_id,
        client=approver,
        body=m.ConferTitle(document_number="工信部信发〔2026〕9号", effective_date=datetime.date(2026, 3, 2)),
    )
)
title = get_titles_by_id.sync(conferred.created["titleId"], client=Client(base_url=settings["url"]), after=conferred.after)
history = get_dossiers_by_id_events.sync(case_id, client=city)
if not isinstance(title, m.RegisteredTitleDto) or not isinstance(history, m.HistoryDto):
    raise RuntimeError("the title or the history cannot be read")
last = history.items[-1]
print(
    json.dumps(
        {
            "title": title.title_id,
            "state": title.state.value,
            "holder": title.applicant_name,
            "last": last.type_,
            "basis": [one.id for one in last.receipt.provisions],
        }
    )
)
