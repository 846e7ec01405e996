"""Who sees which household: the matrices of the reliability scorecard, in their short forms."""

from reliability import row17_areas, row17_console
from reliability.row17_console import FORMS, OF_ONE, PAGES
from riskmodel_api.app import create_app
from riskmodel_api.guard import inventory

from riskmodel.settings import Settings

ELSEWHERE = {
    "GET /console/sign-in", "POST /console/sign-in", "POST /console/sign-out",
    "GET /console/static/console.css", "GET /console/static/{name}", "GET /console",
}  # fmt: skip
"""Routes that tell of no household and have tests of their own."""


def test_nobody_sees_a_household_of_another_area_and_every_attempt_is_logged(assessor, tmp_path):
    row = row17_areas.measure(assessor, tmp_path, scopes=["assess", "review", "admin"])
    assert row.met, row.figure


def test_nobody_sees_a_case_or_a_page_of_another_area_or_office(assessor, tmp_path):
    areas = [("CN",), ("530423101",), ("52", "530423102")]
    row = row17_console.measure(assessor, tmp_path, ["review", "audit"], areas)
    assert row.met, row.figure


def test_every_route_of_cases_and_of_the_console_is_in_the_matrix():
    tried = {f"{one.method} {one.path}" for one in OF_ONE.values()}
    tried |= {route.partition("?")[0] for route in PAGES} | {f"POST {path}" for path in FORMS}
    for name in inventory(create_app(Settings(storage=False))):
        of_cases = "/console" in name or "/v1/cases" in name
        if of_cases and name not in ELSEWHERE:
            pattern = name.replace("{case_id}", "{case}").replace(
                "{assessment_id}", "{assessment}"
            )
            begin = pattern.replace("{step}", "").replace("{act}", "").replace("{job_id}", "")
            assert any(one == pattern or one.startswith(begin) for one in tried), name
