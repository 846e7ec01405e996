import datetime
from dataclasses import replace

import numpy as np
import pytest
from builders import a_household

from riskmodel.assessment.wording.stability import reasons_in_words, stability_message
from riskmodel.explanation.contributions import Explainer
from riskmodel.explanation.phrasing import reason
from riskmodel.explanation.stability import SURE_FROM, stability
from riskmodel.modelling.artifact import read_background
from riskmodel.modelling.features import FEATURE_BY_NAME
from riskmodel.schema.record import read_record

NAMES = ("net_income_pc_to_line", "debt_to_line", "serious_illness_members")
TWO_INCOME_ONE_HEALTH = tuple(FEATURE_BY_NAME[name] for name in NAMES)


def of(*fits):
    return stability(TWO_INCOME_ONE_HEALTH, np.array(fits, dtype=np.float64))


def first_reason(found, pull=0.5):
    said = reason(TWO_INCOME_ONE_HEALTH[0], 0.8, pull)
    return reasons_in_words([said], found, TWO_INCOME_ONE_HEALTH)[0]


def test_the_fits_that_agree_with_the_whole_are_counted():
    """By hand: income first in three of five, health in two; the dimensions split three to two."""
    found = of([5, 0, 1], [4, 0, 1], [-3, 1, 0], [1, 0, -2], [1, 0, 3])
    assert (found.fits, found.first_reason, found.first_dimension) == (5, 3, 3)
    assert found.same_way.tolist() == [4, 1, 3]
    assert found.instead == ("serious_illness_members",)


def test_a_dimension_can_be_sure_where_its_first_field_is_not():
    """Two fields of income take turns, and together they always come first."""
    found = of([3, 1, 0], [1, 3, 0], [3, 1, 0], [1, 3, 0], [3, 2, 0])
    assert found.first_dimension == 5
    assert found.first_reason == 3


def test_pulls_that_cancel_within_a_dimension_are_not_its_strength():
    found = of([3, -3, 1], [3, -3, 1])
    assert found.first_dimension == 2
    assert of([3, -3, 1], [0, 0, 1]).first_dimension == 2


def test_a_reason_that_flips_is_marked_in_the_message_and_in_words():
    found = of([5, 0, 1], [4, 0, 1], [-3, 1, 0], [1, 0, -2], [1, 0, 3])
    said = first_reason(found)
    assert said.sure is False
    assert said.en.endswith("this order is not sure: first in 3 of 5 fits")
    assert said.zh.endswith("次序把握不足: 5次拟合中3次居首")
    message = stability_message(found, TWO_INCOME_ONE_HEALTH)
    assert message.sure is False
    assert message.en.startswith("this order is not sure: ")
    assert FEATURE_BY_NAME["serious_illness_members"].label_en in message.en
    assert FEATURE_BY_NAME["serious_illness_members"].label_zh in message.zh


def test_a_direction_that_flips_is_marked_too():
    found = of([9, 0, 1], [9, 0, -1], [9, 0, 1], [9, 0, -1], [9, 0, 1])
    assert first_reason(found).sure is True
    income, illness = (reason(TWO_INCOME_ONE_HEALTH[place], 1.0, 0.1) for place in (0, 2))
    said = reasons_in_words([income, illness], found, TWO_INCOME_ONE_HEALTH)[1]
    assert said.sure is False
    assert "this direction is not sure: so in 3 of 5 fits" in said.en
    assert "方向把握不足: 5次拟合中3次如此" in said.zh


def test_what_most_fits_say_is_left_as_it_is():
    found = of(*[[5, 0, 1]] * 9, [0, 0, 1])
    said = first_reason(found)
    assert said.sure is True
    assert said.en == reason(TWO_INCOME_ONE_HEALTH[0], 0.8, 0.5).en
    message = stability_message(found, TWO_INCOME_ONE_HEALTH)
    assert (message.fits, message.first_reason, message.sure) == (10, 9, True)
    assert SURE_FROM * 10 <= 9


@pytest.mark.parametrize("by_fit", [None, np.ones((1, 3))])
def test_one_fit_cannot_tell(by_fit):
    found = stability(TWO_INCOME_ONE_HEALTH, by_fit)
    message = stability_message(found, TWO_INCOME_ONE_HEALTH)
    assert message.sure is None
    assert message.first_reason is None
    assert "not known from one fit" in message.en
    assert first_reason(found).sure is None


def test_the_parts_of_the_fits_add_up_to_the_contributions(population):
    """Sixty trees taken as five fits of twelve, in one row and in a block of rows."""
    X = population.X[:80]
    background = population.X[population.train][:20]
    explainer = Explainer.of(population.model.booster, background, fits=5)
    for rows in (X[:1], X):
        found = explainer.explain(rows, by_fit=True)
        assert found.by_fit.shape == (len(rows), 5, X.shape[1])
        assert np.abs(found.by_fit.sum(axis=1) - found.values).max() < 1e-9
    assert explainer.explain(X).by_fit is None
    alone = Explainer.of(population.model.booster, background)
    assert alone.explain(X[:1], by_fit=True).by_fit is None


def test_the_message_of_an_averaged_version_tells_how_sure_its_reasons_are(assessor):
    """The small champion is the mean of two fits; and the same trees taken as one."""
    record, day = read_record(a_household(net_income_pc=7_000)), datetime.date(2025, 6, 30)
    found = assessor.assess_records([record], day)[0].explanation
    assert found.stability.fits == 2
    assert 1 <= found.stability.first_reason <= 2
    assert found.reasons[0].sure is not None
    artifact = assessor.model.artifact
    as_one = Explainer.of(artifact.model.booster, read_background(artifact))
    served = replace(assessor.model, explainer=as_one)
    alone = replace(assessor, model=served).assess_records([record], day)[0].explanation
    assert alone.stability.fits is None
    assert [one.field for one in alone.reasons] == [one.field for one in found.reasons]
