"""The pages of supervisors, researchers, auditors and administrators, by their forms."""

import datetime
import json
import re

import pytest
from babel.messages.pofile import read_po
from builders import AS_OF, a_household
from cases import NEVER
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.console.languages import CATALOGUE
from versions import NAME

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add, disable
from riskmodel.casework.book import Seen
from riskmodel.casework.decisions import Decision
from riskmodel.errors import ConfigurationError
from riskmodel.monitoring.results import Alarm, FeatureDrift, Month, Share
from riskmodel.parameters import Parameters
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel.shadow.scores import ShadowScore
from riskmodel.storage.database import address, open_engine
from riskmodel.storage.migrate import upgrade

SENTENCE = "three hens and a gate"
EVERYTHING = ["review", "decide", "research", "audit", "admin"]
PEOPLE = {
    "Chen Jing": (EVERYTHING, "CN"),
    "Wang Fang": (["review", "decide"], "530423"),
    "Zhao Li": (["review"], "530423"),
    "Qian Wei": (["audit"], "CN"),
    "He Min": (["research"], "53"),
    "Gao Ping": (["admin"], "CN"),
}
CASEWORK = ["Home", "Queue", "Clues", "Plan of visits"]
MENU = {
    "Chen Jing": [*CASEWORK, "Overview", "Decisions", "Model", "Rules", "Audit", "People",
                  "Access keys"],
    "Wang Fang": [*CASEWORK, "Overview", "Decisions", "Model", "Rules"],
    "Zhao Li": [*CASEWORK, "Model", "Rules"],
    "Qian Wei": ["Overview", "Decisions", "Model", "Rules", "Audit"],
    "He Min": ["Model", "Rules"],
    "Gao Ping": ["Model", "Rules", "People", "Access keys"],
}  # fmt: skip
TOWNS = ("530423102", "530423101", "530423105")
A_MONTH = Month(
    model=NAME, version="1", as_of=["2026-10-31"], months_old=3, households=900, left_out=4,
    not_scored=0.01, score_stability_index=0.2,
    features=[FeatureDrift(
        feature="net_income_pc", label_en="net income a head", label_zh="人均纯收入",
        stability_index=0.31, missing_then=0.01, missing_now=0.2, other_unit=0.0)],
    mean_probability=Share(name="probability", then=0.08, now=0.09),
    bands=[Share(name="high", then=0.08, now=0.1)], dimensions=[],
    rule_fires=Share(name="rule", then=None, now=0.2), outcomes=None,
    alarms=[Alarm(code="drift", en="look at income", zh="请看收入")],
    blind_en=["what nobody recorded"], blind_zh=["未记录者"],
)  # fmt: skip
CASES, HERE = 24, "/console"
GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'case_steps'"
FORGED = (
    "UPDATE case_steps SET by = '{}' WHERE number = 3 AND case_id = "
    "(SELECT case_id FROM cases WHERE household_id = 'h-05')"
)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def app(assessor, state):
    """An office of three townships that has decided on two dozen households in a wink."""
    settings = Settings(state=state)
    engine = open_engine(address(settings.database_url, settings.database_folder))
    upgrade(engine)
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    for name, (scopes, area) in PEOPLE.items():
        add(engine, Grant(name, scopes, [area]), SENTENCE, signed)
    engine.dispose()
    made = create_app(settings, assessor)
    with TestClient(made):
        made.state.office.draws = NEVER
        book = made.state.office.book(Parameters.shipped())
        for number in range(CASES):
            _decided(made, book, number)
        yield made


def _decided(app, book, number):
    """A case of one of the townships, decided by Wang Fang as the rules say, most of them."""
    town = TOWNS[number % 3]
    income = 4_000.0 + 400 * number
    household = a_household(
        household_id=f"h-{number:02}", net_income_pc=income, net_income=income * 4,
        township_code=town, village_code=f"{town}201",
    )  # fmt: skip
    (answer,) = app.state.serving.assessor.answer_records(
        [read_record(household)], datetime.date.fromisoformat(AS_OF)
    )
    app.state.records.keep([(answer, household)])
    case = book.open(answer.assessment_id, "platform", "platform")
    case = book.claim(Seen(case.case_id, "Wang Fang", case.steps))
    if number:
        seen = Seen(case.case_id, "Wang Fang", case.steps)
        book.decide(seen, Decision.KEEP, "risk_remains", "as the rules say")


@pytest.fixture(scope="module")
def people(app):
    return {name: Person(app, name) for name in PEOPLE}


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app, name, password=SENTENCE):
        self.browser = TestClient(app)
        text = self.browser.get(f"{HERE}/sign-in?lang=en").text
        form = {"name": name, "password": password, "form_token": token_in(text)}
        self.entered = self.browser.post(f"{HERE}/sign-in", data=form, follow_redirects=False)

    def read(self, path):
        return self.browser.get(f"{HERE}{path}")

    def send(self, path, page, **fields):
        form = {"form_token": token_in(self.read(page).text), **fields}
        return self.browser.post(f"{HERE}{path}", data=form, follow_redirects=False)


def token_in(text):
    return re.search(r'name="form_token" value="([0-9a-f]{64})"', text)[1]


def links(text):
    nav = re.search(r'<nav aria-label="pages">(.*?)</nav>', text, re.S)[1]
    return re.findall(r'<a href="([^"]+)"([^>]*)>([^<]+)</a>', nav)


def log(people, about):
    text = people["Chen Jing"].read(f"/audit?about={about}").text
    return re.findall(r"<small><code>([a-z_.]+)</code></small>", text)


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_is_shown_the_pages_that_they_may_open_and_no_other(people, name):
    first = people[name].read("")
    found = links(first.text)
    assert [word for _, _, word in found] == MENU[name]
    for path, _, _ in found:
        answer = people[name].read(path.removeprefix(HERE))
        assert answer.status_code == 200
        current = [link for link, marks, _ in links(answer.text) if 'aria-current="page"' in marks]
        assert current == [path]
    for path, _, _ in links(people["Chen Jing"].read("").text):
        if path not in {link for link, _, _ in found} and path != HERE:
            assert people[name].read(path.removeprefix(HERE)).status_code == 403


@pytest.mark.parametrize("query", ["", "?order=alerts", "?sort=-overdue&order=need"])
def test_townships_stand_in_the_order_of_their_codes_whatever_is_asked(people, query):
    text = people["Wang Fang"].read(f"/overview{query}").text
    found = re.findall(r"<code>(\d{9})</code>", text)
    assert found == sorted(TOWNS)
    assert not re.search(r'<th[^>]*>\s*<a href="[^"]*(?:sort|order)', text)


def test_agreement_and_haste_are_raised_in_words(people):
    for page in ("/overview", "/decisions"):
        text = people["Wang Fang"].read(page).text
        assert "median time from claim to decision under 20 seconds" in text
        assert ">23<" in text
    chinese = people["Wang Fang"].read("/overview?lang=zh").text
    assert "中位用时不足20秒" in chinese
    people["Wang Fang"].read("/overview?lang=en")


def test_no_page_of_figures_names_a_person_but_its_reader(people):
    for page in ("/overview", "/decisions"):
        text = people["Qian Wei"].read(page).text
        assert "too few to say" in text
        assert "Wang Fang" not in text


def test_a_month_that_is_none_is_told_with_what_would_be_taken(people):
    answer = people["Wang Fang"].read("/decisions?first=2025-13")
    assert answer.status_code == 422
    assert "give year and month as 2026-11" in answer.text


def test_the_page_of_the_model_has_the_figures_of_its_own_evaluation(app, people):
    text = people["He Min"].read("/model").text
    served = app.state.serving.require_model()
    held = json.loads(served.artifact.files["evaluation.json"])
    auc = held["blocks"][-1]["scores"]["lightgbm"]["auc"]
    assert f"{auc['value']:.3f} ({auc['low']:.3f} – {auc['high']:.3f})" in text
    assert text.count('class="at"') == len(held["calibration"]["bins"])
    for group in held["groups"]:
        assert group["label_en"] in text
    assert "No challenger was scored beside it" in text
    assert "No month was monitored yet" in text


def test_what_came_after_the_promotion_is_on_the_page_of_the_model(people, state):
    served = {"artifact_sha256": "0" * 64, "band": "high"}
    for number, probability in enumerate((0.2, 0.3)):
        one = ShadowScore(
            at="2026-11-01T00:00:00Z", assessment_id=f"{number:032}", milliseconds=1.0,
            champion={"version": "1", "probability": 0.1, **served},
            challenger={"version": "2", "probability": probability, **served},
        )  # fmt: skip
        file = state / "shadow" / NAME / f"2026-11-0{number + 1}.7.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(one.model_dump_json() + "\n", encoding="utf-8")
    kept = Settings(state=state).month_file(NAME)
    kept.parent.mkdir()
    kept.write_text(A_MONTH.model_dump_json(), encoding="utf-8")
    text = people["He Min"].read("/model").text
    assert "version 1 answers, version 2 is scored beside it" in text
    assert "+0.1500" in text
    assert "look at income" in text
    assert "net income a head" in text
    kept.write_text('{"of": "another release"}', encoding="utf-8")
    assert "No month was monitored yet" in people["He Min"].read("/model").text


def test_the_page_of_the_rules_says_what_is_in_force_where_and_when(people):
    text = people["Zhao Li"].read("/rules?area=62&on=2024-05-01").text
    assert "<b>7,800</b>" in text
    assert "China News 2024-08-13 [S23]" in text
    assert "not in force:" in text
    assert "R26" in text
    assert "try out another income line" not in text


def test_a_line_that_is_tried_out_says_who_would_move_and_keeps_nothing(people):
    before = log(people, "simulation")
    page = people["Wang Fang"].read("/rules/simulation?percent=10").text
    chosen = re.search(r'<tr class="strong".*?</tr>', page, re.S)[0]
    figures = [int(one) for one in re.findall(r">(\d+)<", chosen)]
    ids = re.findall(r"household_id=(h-\d\d)", page)
    assert len(ids) == sum(figures) > 0
    counts = people["He Min"].read("/rules/simulation?percent=10").text
    assert re.findall(r"household_id=h-", counts) == []
    assert "h-0" not in counts
    assert people["Zhao Li"].read("/rules/simulation").status_code == 403
    assert log(people, "simulation") == before


def test_the_audit_log_pages_without_a_gap_and_finds_what_was_done_about_an_id(people):
    found, path = [], "/audit"
    while path:
        text = people["Qian Wei"].read(path).text
        found += [int(one) for one in re.findall(r'<td class="figure">(\d+)</td>', text)]
        following = re.search(r'rel="next" href="/console([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert found == list(range(found[0], 0, -1))
    assert log(people, "h-05") == ["case.decide", "case.claim", "case.open", "assessment.recorded"]
    assert log(people, "nobody%27s") == []
    assert people["Qian Wei"].read("/audit?before=-1").status_code == 422


def test_verification_says_that_all_is_well_and_where_it_is_not(people, app):
    answer = people["Qian Wei"].send("/audit/verify", "/audit")
    assert "Every row is as it was written" in answer.text
    engine = app.state.office.engine
    with engine.begin() as connection:
        held = connection.exec_driver_sql(GUARDS).all()
        for name, _ in held:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(FORGED.format("Sun Mei"))
    answer = people["Qian Wei"].send("/audit/verify", "/audit")
    assert "The log is not as it was written" in answer.text
    assert "the step of a case" in answer.text
    with engine.begin() as connection:
        connection.exec_driver_sql(FORGED.format("Wang Fang"))
        for _, guard in held:
            connection.exec_driver_sql(guard)


def test_a_person_is_added_kept_out_and_let_in_again_each_on_record(app, people):
    gao = people["Gao Ping"]
    fields = {"name": "Sun Mei", "scope_review": "1", "areas": "530423101 530423102"}
    shown = gao.send("/people/add", "/people", **fields).text
    password = re.search(r"<output><code>([a-z0-9-]{19})</code>", shown)[1]
    sun = Person(app, "Sun Mei", password)
    assert sun.read("/queue").status_code == 200
    assert gao.send("/people/disable", "/people", name="Sun Mei").status_code == 303
    assert sun.read("/queue").url.path == f"{HERE}/sign-in"
    assert Person(app, "Sun Mei", password).entered.status_code == 401
    assert gao.send("/people/enable", "/people", name="Sun Mei").status_code == 303
    assert Person(app, "Sun Mei", password).read("/queue").status_code == 200
    again = gao.send("/people/reset", "/people", name="Sun Mei").text
    assert password not in again
    assert Person(app, "Sun Mei", password).entered.status_code == 401
    acts = [one for one in log(people, "Sun%20Mei") if one.startswith("user.")]
    assert acts == ["user.reset", "user.enabled", "user.disabled", "user.added"]
    assert password not in gao.read("/people").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "x", "scope_review": "1", "areas": "53"}, "Give a name of 2 to 64"),
        ({"name": "Sun Li", "areas": "53"}, "Tick at least one scope"),
        ({"name": "Sun Li", "scope_review": "1", "areas": "5"}, "Give areas as CN"),
        ({"name": "Wang Fang", "scope_review": "1", "areas": "53"}, "There is a person"),
    ],
)
def test_a_person_that_cannot_be_added_is_told_why_and_nothing_typed_is_lost(people, fields, said):
    answer = people["Gao Ping"].send("/people/add", "/people", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["areas"]}"' in answer.text


def test_the_last_who_administers_cannot_be_kept_out(app, people):
    engine = app.state.office.engine
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    assert (
        people["Gao Ping"].send("/people/disable", "/people", name="Chen Jing").status_code == 303
    )
    refused = people["Gao Ping"].send("/people/disable", "/people", name="Gao Ping")
    assert refused.status_code == 422
    assert "The last person who administers the service stays" in refused.text
    with pytest.raises(ConfigurationError, match="the last person"):
        disable(engine, "Gao Ping", signed)
    assert (
        people["Gao Ping"].send("/people/enable", "/people", name="Chen Jing").status_code == 303
    )
    people["Chen Jing"] = Person(app, "Chen Jing")


def test_a_key_is_shown_once_rotated_and_revoked_each_on_record(people):
    gao = people["Gao Ping"]
    fields = {"name": "county platform", "scope_assess": "1", "areas": "530423", "days": "30"}
    shown = gao.send("/keys/create", "/keys", **fields).text
    token = re.search(r"<output><code>(rmk_([0-9a-f]{12})_[^<]+)</code>", shown)
    assert token[1] not in gao.read("/keys").text
    assert "in force" in gao.read("/keys").text
    twice = gao.send("/keys/create", "/keys", **fields)
    assert (twice.status_code, "This name has a key in force" in twice.text) == (422, True)
    rotated = gao.send("/keys/rotate", "/keys", key_id=token[2], hours="0").text
    other = re.search(r"<output><code>rmk_([0-9a-f]{12})_", rotated)[1]
    assert gao.send("/keys/revoke", "/keys", key_id=other).status_code == 303
    assert log(people, token[2]) == ["key.rotated", "key.created"]
    assert log(people, other) == ["key.revoked", "key.created"]
    for wrong in ({"key_id": other}, {"key_id": "0" * 12}):
        assert gao.send("/keys/revoke", "/keys", **wrong).status_code == 422
    assert gao.send("/keys/create", "/keys", **fields, daily_queries="1e9").status_code == 422


def test_the_first_person_of_an_open_service_is_one_who_can_come_back(assessor, tmp_path):
    with TestClient(
        create_app(Settings(state=tmp_path), assessor),
        base_url="http://127.0.0.1:8300", client=("127.0.0.1", 9),
    ) as browser:  # fmt: skip
        text = browser.get("/console/people?lang=en").text
        form = {"form_token": token_in(text), "name": "Wang Fang", "areas": "CN"}
        refused = browser.post("/console/people/add", data=form | {"scope_review": "1"})
        assert refused.status_code == 422
        assert "The first person is to administer" in refused.text
        added = browser.post("/console/people/add", data=form | {"scope_admin": "1"})
        assert added.status_code == 200
        assert re.search(r"<output><code>[a-z0-9-]{19}</code>", added.text)


def test_a_view_is_saved_for_its_owner_alone_and_holds_no_household(people):
    wang = people["Wang Fang"]
    query = "agreement=model_only&area=530423101&household_id=h-03&after=0.5~x"
    saved = wang.send("/queue/views/save", "/queue", name="<b>quiet</b>", query=query)
    assert saved.headers["location"] == f"{HERE}/queue?agreement=model_only&area=530423101"
    text = wang.read("/queue").text
    assert "&lt;b&gt;quiet&lt;/b&gt;" in text
    assert "h-03" not in re.search(r'<div class="views own">.*?</div>', text, re.S)[0]
    assert "quiet&lt;" not in people["Zhao Li"].read("/queue?state=waiting").text
    for name in ("", "x" * 41, "a\nb"):
        refused = wang.send("/queue/views/save", "/queue", name=name, query=query)
        assert refused.status_code == 422
    assert wang.send("/queue/views/forget", "/queue", name="<b>quiet</b>").status_code == 303
    assert "quiet&lt;" not in wang.read("/queue").text


def test_every_word_with_figures_can_be_filled_in_both_languages():
    with CATALOGUE.open("rb") as file:
        entries = [one for one in read_po(file, locale="zh_CN") if one.id]
    for one in entries:
        ids = one.id if isinstance(one.id, tuple) else (one.id,)
        strings = one.string if isinstance(one.string, tuple) else (one.string,)
        names = set(re.findall(r"%\((\w+)\)", " ".join(ids)))
        values = dict.fromkeys(names | {"num"}, 7)
        for text in (*ids, *strings):
            assert set(re.findall(r"%\((\w+)\)", text)) <= names, text
            if "python_format" in str(one.flags) or "%" in text:
                assert text % values is not None
