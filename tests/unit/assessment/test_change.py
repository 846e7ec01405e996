import datetime
import shutil

import pytest
from builders import a_household
from versions import JUDGED, NAME

from riskmodel.assessment import Assessor, desk_now, desk_then, explain_change, read_change
from riskmodel.errors import ModelNotFoundError, SchemaError
from riskmodel.modelling.artifact import load_artifact, write_artifact
from riskmodel.modelling.fitting import fit_block, with_learner
from riskmodel.parameters import Change, Parameters
from riskmodel.registry.champion import place_version
from riskmodel.registry.golden import golden_vectors
from riskmodel.registry.history import Act, Record, append_record

THEN, NOW = "2025-01-31", "2025-06-30"


def asked(then, now, days=(THEN, NOW), **more):
    records = [
        {"as_of_date": day, "household": h} for day, h in zip(days, (then, now), strict=True)
    ]
    return read_change({"then": records[0], "now": records[1], **more})


def change(assessor, champions, question, parameters_then=None):
    now = desk_now(assessor)
    then = desk_then(now, champions, question.version_then, parameters_then)
    return explain_change((then, question.then), (now, question.now))


@pytest.fixture(scope="module")
def two_versions(champions, trained, definition_text, tmp_path_factory):
    """The champions' folder, where a version 7 with other trees was live before."""
    folder = tmp_path_factory.mktemp("two") / "champions"
    shutil.copytree(champions, folder)
    other = fit_block(with_learner(trained.prepared, seed=99), trained.served.block)
    source = tmp_path_factory.mktemp("older")
    texts = {"definition.toml": definition_text, "evaluation.json": JUDGED, "card.md": "",
             "golden.json": golden_vectors(other, trained.background),
             "panel_sha256": "", "code_version": "test"}  # fmt: skip
    sha256 = write_artifact(other, trained.background, texts, source)
    place_version(folder, NAME, "7", source, sha256)
    for version in ("7", "8"):
        append_record(folder, Record(
            at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), act=Act.PROMOTED, model=NAME,
            version=version, artifact_sha256=sha256, by="Li Na", reason="it holds up",
            proposed_by="Wang Fang", gate=[], previous_sha256="",
        ))  # fmt: skip
    return folder, load_artifact(source, sha256)


def test_data_rule_pack_and_model_add_up_to_the_two_assessments(assessor, two_versions):
    """Each side is what an assessment of its day says, by the version of its day."""
    folder, older = two_versions
    question = asked(a_household(), a_household(net_income_pc=7_000, labour_members=0),
                     version_then="7")  # fmt: skip
    found = change(assessor, folder, question)
    now = assessor.assess_records([question.now.record], question.now.as_of)[0]
    assert found.now.raw_score == pytest.approx(now.explanation.raw_score, abs=1e-9)
    assert found.now.probability == pytest.approx(now.risk.probability)
    assert found.now.band == now.risk.band
    assert (found.then.version, found.then.artifact_sha256) == ("7", older.sha256)
    parts = found.parts
    whole = found.now.raw_score - found.then.raw_score
    assert parts.total == pytest.approx(whole, abs=1e-9)
    assert parts.data + parts.rule_pack + parts.model == pytest.approx(whole, abs=1e-9)
    assert sum(one.contribution for one in parts.fields) == pytest.approx(parts.data, abs=1e-9)
    assert parts.model != 0
    assert parts.fields[0].field in ("net_income_pc", "labour_members")


@pytest.mark.parametrize(
    ("version", "told"), [(None, "not named"), ("9", "ever live"), ("8", "no longer kept")]
)
def test_a_version_that_is_not_known_leaves_the_models_part_unknown(
    assessor, two_versions, version, told
):
    question = asked(a_household(), a_household(net_income_pc=7_000), version_then=version)
    found = change(assessor, two_versions[0], question)
    assert found.parts.model is None
    assert found.parts.total is None
    assert told in found.parts.model_unknown_en
    assert any("model: unknown" in line for line in found.en)
    assert any("模型: 未知" in line for line in found.zh)
    difference = found.now.raw_score - found.then.raw_score
    assert found.parts.data + found.parts.rule_pack == pytest.approx(difference, abs=1e-9)


def test_the_same_version_has_a_part_of_nothing(assessor, champions):
    question = asked(a_household(), a_household(), version_then="1")
    parts = change(assessor, champions, question).parts
    assert parts.model == 0
    assert parts.fields == []
    assert parts.data == 0


def test_another_line_is_the_rule_packs_part(assessor, champions):
    lower = Parameters.shipped().changed(Change.parse("line=-10%"))
    same_day = asked(a_household(), a_household(), days=(NOW, NOW), version_then="1")
    found = change(assessor, champions, same_day, lower)
    assert found.parts.rule_pack > 0
    assert found.parts.data == found.parts.model == 0
    assert found.then.rule_pack != found.now.rule_pack
    assert f"from {found.then.line:,.0f} to {found.now.line:,.0f} yuan" in found.en[2]


def test_each_change_is_said_with_both_figures_in_both_languages(assessor, champions):
    then = a_household(net_income_pc=11_500, job_lost=None, housing_grade="B")
    now = a_household(net_income_pc=7_000, job_lost=True, housing_grade="C")
    found = change(assessor, champions, asked(then, now, version_then="1"))
    said = {one.field: one for one in found.parts.fields}
    income = said["net_income_pc"]
    assert income.en == (
        "net income per head: 11,500 yuan a head and year then, 7,000 yuan a head and year now; "
        f"associated with a higher score ({income.contribution:+.2f})"
    )
    assert "由11,500元/人年变为7,000元/人年, 与评分上升相关" in income.zh
    assert said["job_lost"].en.startswith(
        "lost a job in the last 12 months: not recorded then, yes now"
    )
    assert "由未记录变为是" in said["job_lost"].zh
    assert (
        "grade B, basically safe then, grade C, partly dangerous now" in said["housing_grade"].en
    )
    assert said["housing_grade"].en.endswith("the score does not move with it")
    assert not any("because" in one.en for one in found.parts.fields)


def test_a_record_that_is_not_scored_has_nothing_to_compare(assessor, champions):
    found = change(assessor, champions, asked(a_household(net_income_pc=None), a_household()))
    assert found.parts is None
    assert not found.then.scored
    assert found.then.not_scored
    assert found.then.raw_score is None
    assert found.now.scored
    assert "nothing to compare" in found.en[0]


@pytest.mark.parametrize(
    ("then", "days", "more", "field"),
    [
        (a_household(household_id="h-9"), (THEN, NOW), {}, "then/household/household_id"),
        (a_household(), (NOW, THEN), {}, "then/as_of_date"),
        (a_household(), (THEN, NOW), {"version_then": 7}, "version_then"),
        (a_household(), (THEN, NOW), {"version_then": "seven"}, "version_then"),
        (a_household(head_age=5), (THEN, NOW), {}, "then/household/head_age"),
    ],
)
def test_two_records_that_cannot_be_compared_are_refused(then, days, more, field):
    with pytest.raises(SchemaError) as refused:
        asked(then, a_household(), days, **more)
    assert [one.field for one in refused.value.violations] == [field]


def test_without_a_champion_nothing_is_compared():
    with pytest.raises(ModelNotFoundError):
        desk_now(Assessor(Parameters.shipped(), None))
