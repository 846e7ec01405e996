"""What is printed of a case: its file for the archive, and the letter to the household."""

import json

from fastapi import APIRouter, Response

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel.casework.case import Case
from riskmodel.casework.case_file import CaseFile
from riskmodel.casework.letter import Letter, letter
from riskmodel.errors import CaseStepError
from riskmodel.settings import Settings
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE
from riskmodel_api.routers.cases_console import CaseId, Desk, DeskNow


def papers(settings: Settings) -> APIRouter:
    """The routes, with the office that letters name."""
    router = APIRouter(prefix=f"{CONSOLE}/cases", include_in_schema=False)

    @router.get("/{case_id}/file")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def file_page(case_id: CaseId, desk: DeskNow) -> Response:
        """The file of a case, for one page of paper."""
        file = _file(desk, case_id)
        household = desk.household(file.case, file.stored)
        return desk.frame.page("file.html", page=household, file=file, case=file.case)

    @router.get("/{case_id}/file.json")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def file_text(case_id: CaseId, desk: DeskNow) -> Response:
        """The text whose digest the printed file names."""
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="case-file-{case_id}.json"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(_file(desk, case_id).text, media_type="application/json", headers=headers)

    @router.get("/{case_id}/letter")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def letter_page(case_id: CaseId, desk: DeskNow) -> Response:
        """What a household is told of a decision that stands."""
        made = _letter(desk, desk.find(case_id))
        return desk.frame.page("letter.html", letter=made, office=settings.office)

    return router


def _letter(desk: Desk, case: Case) -> Letter:
    given = desk.caller.find(case.facts.assessment_id).given
    assessment = Assessment.model_validate_json(given.message)
    parameters = desk.serving.assessor.parameters
    steps = desk.book.history(case.case_id)
    return letter(case, steps, assessment, json.loads(given.asked), parameters)


def _file(desk: Desk, case_id: str) -> CaseFile:
    """The file; raises CaseStepError while the household is to be judged without its score."""
    case = desk.find(case_id)
    if not desk.shows_score(case):
        message = "judge_first: judge the household before its score is shown"
        raise CaseStepError(message)
    stored = desk.caller.find(case.facts.assessment_id)
    return CaseFile(case, desk.book.history(case_id), stored)
