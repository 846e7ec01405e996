"""The reviewers' console by its forms: who may do what, and that nothing is lost or leaked."""

import datetime
import itertools
import re

import pytest
from builders import AS_OF, a_household
from cases import ALWAYS, NEVER
from console_people import BELOW_LINE, Person, a_console, assessed, token_in
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.console.case_page import said
from riskmodel_api.console.languages import Language
from riskmodel_api.guard import inventory

from riskmodel.access.keeping import Grant
from riskmodel.deadlines import day_of
from riskmodel.errors import CaseStepError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.shares import Share

PEOPLE = {
    "Wang Fang": Grant("Wang Fang", ["review", "decide"], ["530423"]),
    "Li Na": Grant("Li Na", ["review", "decide"], ["53"]),
    "Zhao Li": Grant("Zhao Li", ["review"], ["530423"]),
    "Sun Mei": Grant("Sun Mei", ["review", "decide"], ["52"]),
    "Qian": Grant("Qian", ["audit"], ["CN"]),
}
WORDS = "seen at home, <script>alert(1)</script>\nboth harvests lost"
SCORE = ("About 1 in", "About 1", "high risk", "elevated risk", "ordinary risk", "waterfall",
         "of 100 households", "see first", "interval", "as scored", "class=\"agree")  # fmt: skip

NUMBERS = itertools.count()
ACTS = {
    "/console/people/{act}": "disable",
    "/console/keys/{act}": "revoke",
    "/console/queue/views/{act}": "forget",
    "/console/assessments/{assessment_id}/refusal/{act}": "record",
}
"""An act of each route that has several."""


@pytest.fixture(scope="module")
def app(assessor, tmp_path_factory):
    with a_console(assessor, tmp_path_factory.mktemp("state"), PEOPLE.values()) as made:
        yield made


@pytest.fixture(scope="module")
def people(app):
    return {name: Person(app, name) for name in PEOPLE}


@pytest.fixture
def case(app, people, request):
    """The path of a new case; judged blind first where a test asks for that."""
    app.state.office.draws = getattr(request, "param", NEVER)
    name = f"h-case-{next(NUMBERS)}"
    identifier = assessed(app, household_id=name, serious_illness_members=1, **BELOW_LINE)
    answer = people["Wang Fang"].send("/console/cases", assessment_id=identifier)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_who_does_not_sign_in_sees_nothing_and_is_led_to_the_form(app, case):
    stranger = TestClient(app)
    for path in ("/console", "/console/queue", "/console/plan", case):
        answer = stranger.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
    assert stranger.get("/v1/alerts").status_code == 401


def test_a_session_opens_the_console_alone_and_ends_with_signing_out(app):
    person = Person(app, "Wang Fang")
    cookie = person.entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert person.read("/console").status_code == 200
    assert person.read("/v1/alerts").status_code == 401
    kept = person.browser.cookies["riskmodel_session"]
    page = person.read("/console").text
    assert person.send("/console/sign-out", page).status_code == 303
    person.browser.cookies.set("riskmodel_session", kept, path="/console")
    assert person.read("/console").url.path == "/console/sign-in"


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(app):
    browser = TestClient(app)
    told = []
    for name in ("Wang Fang", "nobody"):
        page = browser.get("/console/sign-in?lang=en").text
        form = {"name": name, "password": "a wrong sentence", "form_token": token_in(page)}
        answer = browser.post("/console/sign-in", data=form)
        assert answer.status_code == 401
        told.append(re.search(r'role="alert">([^<]+)<', answer.text)[1])
    assert told[0] == told[1]


def test_no_form_is_taken_from_another_page(app, people, case):
    routes = [name for name in inventory(app) if name.startswith("POST /console")]
    assert len(routes) == 11
    person = people["Wang Fang"]
    for route in routes:
        path = route.partition(" ")[2].replace("{case_id}", case.rpartition("/")[2])
        path = path.replace("{step}", "claim").replace("{act}", ACTS.get(path, ""))
        path = path.replace("{job_id}", "0" * 32).replace("{assessment_id}", "0" * 32)
        for form in ({"steps": "1"}, {"steps": "1", "form_token": "0" * 64}):
            answer = person.browser.post(path, data=form, follow_redirects=False)
            assert answer.status_code == 403
    anothers = token_in(people["Li Na"].read("/console/queue").text)
    answer = person.browser.post(f"{case}/claim", data={"steps": "1", "form_token": anothers})
    assert answer.status_code == 403
    assert "waiting" in person.read(case).text


def test_a_case_of_another_area_is_as_one_that_never_was(people, case):
    for path in (case, case[:-32] + "0" * 32):
        answer = people["Sun Mei"].read(path)
        assert answer.status_code == 404
        assert "no case has this id" in answer.text
    for paper in ("file", "file.json", "letter"):
        assert people["Sun Mei"].read(f"{case}/{paper}").status_code == 404
        assert people["Qian"].read(f"{case}/{paper}").status_code == 403
    assert people["Sun Mei"].send(f"{case}/claim", steps="1").status_code == 404
    assert "h-case-" not in people["Sun Mei"].read("/console/queue").text
    assert people["Qian"].read(case).status_code == 403


def test_no_case_of_another_area_is_given_where_two_households_have_one_id(app, people):
    name = f"h-case-{next(NUMBERS)}"
    first = assessed(app, household_id=name, serious_illness_members=1, **BELOW_LINE)
    opened = people["Wang Fang"].send("/console/cases", assessment_id=first)
    there = {"province_code": "52", "county_code": "520102", "township_code": "520102001"}
    same = assessed(app, household_id=name, village_code="520102001001", **there)
    refused = people["Sun Mei"].send("/console/cases", assessment_id=same)
    assert refused.status_code == 422
    assert "another area" in refused.text
    assert opened.headers["location"] not in refused.text


@pytest.mark.parametrize("language", Language)
def test_each_reason_why_a_step_is_not_possible_is_told_in_words_of_its_own(language):
    told = [
        said(CaseStepError(f"{what}: more"), language)
        for what in ("step", "close", "needs_visit", "judge_first", "same_id", "household")
    ]
    assert len(set(told)) == len(told)


def test_a_case_goes_from_the_queue_to_a_decision_that_a_second_person_reviews(people, case):
    wang, li = people["Wang Fang"], people["Li Na"]
    today = day_of(datetime.datetime.now(datetime.UTC))
    assert wang.step(case, "claim").status_code == 303
    assert wang.step(case, "plan_visit", on=f"{today:%Y-%m-%d}").status_code == 303
    visit = {"on": f"{today:%Y-%m-%d}", "with_whom": "Zhao Li", "found": "poor", "words": WORDS}
    assert wang.step(case, "record_visit", **visit).status_code == 303
    unfit = {"decision": "no_action", "reason": "record_wrong", "words": WORDS}
    refused = wang.step(case, "decide", **unfit)
    assert refused.status_code == 422
    assert "Choose a reason that fits" in refused.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nboth harvests lost</textarea>" in refused.text
    decided = {"decision": "wrong_data", "reason": "record_wrong", "words": WORDS}
    assert wang.step(case, "decide", **decided).status_code == 303
    text = wang.read(case).text
    assert "the data are wrong" in text
    assert "<script>" not in text
    assert li.step(case, "reopen", words="look at it again").status_code == 303
    assert "opened again" in li.read(case).text


def test_an_override_waits_for_a_second_person_who_is_another(people, case):
    wang, li = people["Wang Fang"], people["Li Na"]
    today = day_of(datetime.datetime.now(datetime.UTC))
    wang.step(case, "claim")
    wang.step(
        case, "record_visit", on=f"{today}", with_whom="Zhao Li", found="not_poor", words=WORDS
    )
    wang.step(case, "decide", decision="no_action", reason="no_risk_found", words=WORDS)
    text = wang.read(case).text
    assert "propose to include" in text
    assert "a second person has to look at it" in text
    own = wang.send(f"{case}/review", steps="4", agrees="yes", words=WORDS)
    assert own.status_code == 403
    assert li.step(case, "review", agrees="yes", words=WORDS).status_code == 303
    assert "no action, Wang Fang" in li.read(case).text


@pytest.mark.parametrize("case", [ALWAYS], indirect=True)
def test_nothing_of_the_score_is_on_any_page_before_the_household_is_judged(people, case):
    wang = people["Wang Fang"]
    wang.step(case, "claim")
    text = wang.read(case).text
    household = re.search(r"<title>([^ ]+) ", text)[1]
    assessment = re.search(r"assessment <code>([0-9a-f]{32})", text)[1]
    pages = [text, wang.read(f"/console/assessments/{assessment}").text]
    for page in pages:
        assert [word for word in SCORE if word in page] == []
    row = wang.read(f"/console/queue?household_id={household}").text
    assert household in row
    assert "judge first" in row
    assert "About 1 in" not in row
    for query in (
        "order=need",
        "agreement=model_only",
        "abstained=no",
        "agreement=rule_and_model",
    ):
        assert household not in wang.read(f"/console/queue?{query}").text
    decided = {"decision": "no_action", "reason": "helped_otherwise", "words": WORDS}
    assert wang.step(case, "decide", **decided).status_code == 422
    assert wang.step(case, "judge_blind", decision="include", words=WORDS).status_code == 303
    after = wang.read(case).text
    assert "waterfall" in after
    assert "judged before seeing the score" in after


def test_of_two_reviewers_the_second_is_told_and_loses_no_word(people, case):
    wang, li = people["Wang Fang"], people["Li Na"]
    wang.step(case, "claim")
    both = {name: people[name].read(case).text for name in ("Wang Fang", "Li Na")}
    assert wang.step(case, "release", both["Wang Fang"], words="others first").status_code == 303
    late = li.step(case, "release", both["Li Na"], words="it is for the township, I think")
    assert late.status_code == 409
    assert "Somebody else was quicker" in late.text
    assert "it is for the township, I think</textarea>" in late.text


def test_a_second_click_does_nothing_twice(people, case):
    wang = people["Wang Fang"]
    page = wang.read(case).text
    for _ in range(2):
        assert wang.step(case, "claim", page).status_code == 303
    assert wang.read(case).text.count("<b>claimed</b>") == 1


def test_words_of_a_form_that_came_after_the_session_ended_are_kept(app, case):
    person = Person(app, "Wang Fang")
    page = person.read(case).text
    person.send("/console/sign-out", page)
    answer = person.step(case, "release", page, words="long words that nobody types twice")
    assert answer.status_code == 401
    assert "long words that nobody types twice</textarea>" in answer.text


def test_who_may_only_review_does_not_decide(people, case):
    zhao = people["Zhao Li"]
    assert zhao.step(case, "claim").status_code == 303
    decided = {"decision": "no_action", "reason": "helped_otherwise", "words": WORDS}
    assert zhao.step(case, "decide", **decided).status_code == 403
    assert 'value="no_action"' not in zhao.read(case).text
    assert zhao.step(case, "release", words="done here").status_code == 303


def test_the_queue_pages_and_counts_agree(app, people, monkeypatch):
    app.state.office.draws = NEVER
    wang, book = people["Wang Fang"], app.state.office.book(Parameters.shipped())
    for number in range(53):
        identifier = assessed(
            app, household_id=f"many-{number}", net_income_pc=4_000.0 + 100 * number
        )
        book.open(identifier, "platform", "platform")
    found, path = [], "/console/queue?state=waiting&lang=en"
    while path:
        page = wang.read(path).text
        total = int(re.search(r"(\d+) cases?", page)[1])
        found += re.findall(r'scope="row"><a href="(/console/cases/[0-9a-f]{32})"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(found) == len(set(found)) == total > 50
    assert wang.read("/console/queue?after=nonsense").status_code == 422
    plan = wang.read("/console/plan?visits=10").text
    assert plan.count('scope="row"') == 10
    assert "One more visit would go to" in plan
    tested = {"model_only": Share.counted(30, 100), "neither": Share.counted(1, 19)}
    monkeypatch.setattr("riskmodel_api.routers.queue.back_test", lambda _: tested)
    home = wang.read("/console").text
    assert "in the back-test 30% found poor later (22% – 40%), of 100" in home
    assert "in the back-test 19 such: too few to say" in home
    assert "0 open cases" in wang.read("/console?area=52").text
    assert "too few to say" in home
    assert "No outcome of these households is known yet" in home


def test_the_open_console_acts_as_local_and_says_so(assessor, tmp_path):
    with TestClient(
        create_app(Settings(state=tmp_path), assessor),
        base_url="http://127.0.0.1:8300", client=("127.0.0.1", 9),
    ) as browser:  # fmt: skip
        text = browser.get("/console?lang=en").text
        assert "This service is open" in text
        assert "<span>local</span>" in text


def test_another_system_opens_a_case_once_and_reads_no_score_before_it_is_judged(
    assessor, tmp_path
):
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        client.app.state.office.draws = ALWAYS
        body = {"as_of_date": AS_OF, "household": a_household()}
        given = client.post("/v1/assessments", json=body).json()
        asked = {"assessment_id": given["assessment_id"]}
        opened = client.post("/v1/cases", json=asked).json()
        assert client.post("/v1/cases", json=asked).json() == opened
        assert client.get(f"/v1/cases/{opened['case_id']}").json() == opened
        assert (opened["state"], opened["to_judge_blind"]) == ("waiting", True)
        assert (opened["agreement"], opened["band"]) == (None, None)
        assert given["agreement"] is not None
        for wrong in ({"assessment_id": "0" * 32}, {"assessment_id": 7}):
            assert client.post("/v1/cases", json=wrong).status_code == 404
        assert client.post("/v1/cases", json={}).status_code == 422
