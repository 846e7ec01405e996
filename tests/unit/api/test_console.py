"""The console says what the message says, in both languages, and nothing from elsewhere."""

import re
from importlib.resources import files

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from builders import AS_OF, a_household
from riskmodel_api.console.figures import one_in, pull
from riskmodel_api.console.languages import CATALOGUE, Language

FOLDER = files("riskmodel_api.console")
MARKED = "<script>alert('4711')</script>"


def assessed(client, **changes):
    body = {"as_of_date": AS_OF, "household": a_household(**changes)}
    return client.post("/v1/assessments", json=body).json()


def page(client, given, language="en"):
    answer = client.get(f"/console/assessments/{given['assessment_id']}?lang={language}")
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("language", list(Language))
def test_the_page_has_every_finding_and_reason_of_the_message(client, language):
    given = assessed(client, serious_illness_members=1, job_lost=True)
    text = page(client, given, language).text
    unescaped = text.replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<")
    for finding in given["eligibility"]["findings"]:
        assert finding[f"sentence_{language}"] in unescaped
    for reason in given["explanation"]["reasons"]:
        assert reason[str(language)] in unescaped
    for one in given["explanation"]["dimensions"]:
        assert one[f"label_{language}"] in unescaped
    assert given["risk"][f"estimand_{language}"] in unescaped
    assert given["assessment_id"] in text


def test_a_household_that_is_not_scored_is_to_be_seen_first_and_has_no_figure(client):
    given = client.post(
        "/v1/assessments", json={"as_of_date": AS_OF, "household": {"household_id": "h-2"}}
    ).json()
    text = page(client, given).text
    assert "See the household first" in text
    assert "waterfall" not in text
    assert "low risk" not in text


def test_a_page_fetches_nothing_from_elsewhere_and_says_so_to_the_browser(client):
    answer = page(client, assessed(client))
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert 'style="' not in answer.text
    for path in re.findall(r'(?:src|href)="(/[^"?]+\.(?:css|js))"', answer.text):
        assert client.get(path).status_code == 200


def test_the_language_is_remembered(client):
    given = assessed(client)
    client.cookies.clear()
    path = f"/console/assessments/{given['assessment_id']}"
    assert 'lang="zh-CN"' in client.get(path, headers={"accept-language": "zh"}).text
    assert 'lang="en"' in client.get(f"{path}?lang=en").text
    assert 'lang="en"' in client.get(path, headers={"accept-language": "zh"}).text
    client.cookies.clear()


def test_no_word_of_a_page_is_untranslated():
    methods = [("**.html", "jinja2"), ("**.py", "python")]
    keywords = {"_": None, "gettext": None, "word": None, "ngettext": (1, 2)}
    wanted = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(str(FOLDER), methods, keywords=keywords)
    }
    with CATALOGUE.open("rb") as file:
        held = {
            one.id if isinstance(one.id, str) else one.id[0]: one
            for one in read_po(file, locale="zh_CN")
            if one.id
        }
    assert wanted - set(held) == set()
    assert set(held) - wanted == set(), "words that no page has any more"
    assert all(one.string for one in held.values())
    assert not any(one.fuzzy for one in held.values())


@pytest.mark.parametrize(
    ("probability", "often"), [(0.5, 2), (0.27, 4), (0.13, 8), (0.001, None), (0.9, None)]
)
def test_a_chance_is_one_in_so_many_where_that_says_something(probability, often):
    assert one_in(probability) == often


def test_a_pull_shows_its_sign():
    assert (pull(0.5), pull(-0.5)) == ("+0.50", "−0.50")
