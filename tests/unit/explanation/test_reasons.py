"""A reason is said only where it is true: read back from its words, over a whole population."""

import re

import numpy as np
import pytest

from riskmodel.explanation.contributions import explain
from riskmodel.explanation.phrasing import reason, top_reasons
from riskmodel.modelling.features import FEATURE_BY_NAME, FEATURES, Unit
from riskmodel.modelling.model import Distribution

STEP = dict.fromkeys(Unit, 1.0) | {
    Unit.TIMES_LINE: 0.01, Unit.SHARE: 0.01, Unit.RATIO: 0.01, Unit.MONTHS: 0.1, Unit.MU: 0.1,
    Unit.KILOMETRES: 0.1,
}  # fmt: skip
"""What one unit of the last digit that is said stands for."""
CHINESE = {
    "or more": "及以上, ",
    "or less": "及以下, ",
    "the middle household": "与居中农户大致相同",
    "the same": "的农户与此相同",
    "as many or more": "的农户不少于此",
    "as many or fewer": "的农户不多于此",
}
"""What each kind of comparison is in Chinese."""
FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def told(population):
    """Training rows, and every reason of every other household with its value and pull."""
    X, train, booster = population.X, population.train, population.model.booster
    found = explain(booster, X[~train], X[train][:50])
    held = population.model.reference.distributions
    reasons = [
        (one, x[place], values[place])
        for x, values in zip(X[~train], found.values, strict=True)
        for one in top_reasons(FEATURES, held, x, values, 8)
        for place in (PLACE[one.field],)
    ]
    return X[train], reasons


PLACE = {feature.name: place for place, feature in enumerate(FEATURES)}


def parts(one) -> tuple[list[str], str]:
    """The English sentence after its label, in its parts, and the Chinese one after its label."""
    feature = FEATURE_BY_NAME[one.field]
    assert one.en.startswith(f"{feature.label_en}: ")
    assert one.zh.startswith(f"{feature.label_zh}: ")
    return one.en[len(feature.label_en) + 2 :].split("; "), one.zh[len(feature.label_zh) + 2 :]


def known_reasons(told):
    return [(one, x, pull) for one, x, pull in told[1] if not np.isnan(x)]


def test_the_figure_is_the_households_own(told):
    seen = set()
    for one, x, _ in known_reasons(told):
        feature, said = FEATURE_BY_NAME[one.field], parts(one)[0][0]
        if feature.unit is Unit.YES_NO:
            assert said == ("yes" if x == 1 else "no")
        elif feature.unit is Unit.CATEGORY:
            assert said == feature.categories[int(x)].name_en
        else:
            figure = float(FIGURE.match(said)[0]) / (100 if feature.unit is Unit.SHARE else 1)
            assert abs(figure - x) <= STEP[feature.unit] / 2 + 1e-9
        seen.add(feature.unit)
    assert len(seen) >= 8


def test_the_comparison_holds_among_the_training_rows(told):
    seen = set()
    for one, x, _ in known_reasons(told):
        compared = parts(one)[0][1]
        column = told[0][:, PLACE[one.field]]
        kind = holds(FEATURE_BY_NAME[one.field].unit, compared, x, column[~np.isnan(column)])
        assert kind, one.en
        assert CHINESE[kind] in one.zh
        assert ("fewer than 1%" in one.en) == ("不足1%" in one.zh)
        assert ("more than 99%" in one.en) == ("超过99%" in one.zh)
        seen.add(kind)
    assert seen == set(CHINESE)


def holds(unit, compared, x, known):
    """The kind of comparison if what it says is so, counted here and not as the version does."""
    shares = {
        "the same": (known == x).mean(),
        "as many or more": (known >= x).mean(),
        "as many or fewer": (known <= x).mean(),
    }
    for kind, share in shares.items():
        if compared.endswith(f" of households have {kind}"):
            return kind if share_holds(compared, share) else None
    if compared == "about the same as the middle household":
        return "the middle household" if abs(np.median(known) - x) <= STEP[unit] + 1e-9 else None
    figure = float(
        re.fullmatch(r"half of households have (-?[\d.]+).* or (more|less)", compared)[1]
    )
    meet = figure / (100 if unit is Unit.SHARE else 1)
    if compared.endswith("or more"):
        return (
            "or more" if x < np.median(known) and (known >= meet - 1e-12).mean() >= 0.5 else None
        )
    return "or less" if x > np.median(known) and (known <= meet + 1e-12).mean() >= 0.5 else None


def share_holds(compared, share):
    if compared.startswith("fewer than 1%"):
        return share < 0.01
    if compared.startswith("more than 99%"):
        return share > 0.99
    return abs(float(FIGURE.match(compared)[0]) / 100 - share) <= 0.005 + 1e-9


def test_the_direction_is_that_of_the_pull_in_both_languages(told):
    for one, x, pull in told[1]:
        assert one.en.endswith("associated with higher risk" if pull > 0 else "lower risk")
        assert one.zh.endswith("与较高风险相关" if pull > 0 else "与较低风险相关")
        if not np.isnan(x):
            english, chinese = parts(one)
            assert FIGURE.findall(chinese) == [f for p in english for f in FIGURE.findall(p)]
        assert "because" not in one.en
        assert "因为" not in one.zh


def test_more_of_what_protects_is_not_simply_said_to_go_with_more_risk(told):
    """Where a sign is declared, a comparison and a direction that disagree are not left bare."""
    plain, qualified = 0, 0
    for one, x, pull in known_reasons(told):
        monotone, column = FEATURE_BY_NAME[one.field].monotone, told[0][:, PLACE[one.field]]
        known = column[~np.isnan(column)]
        side = np.sign((known < x).mean() - (known > x).mean())
        if one.en.count("with the rest of its record"):
            assert "结合其他情况" in one.zh
            qualified += 1
        elif monotone and "middle household" not in one.en:
            assert monotone * side * pull >= 0, one.en
            plain += 1
    assert plain > 1_000
    assert qualified > 0


def test_of_a_gap_nothing_is_said_but_that_it_is_one(told):
    gaps = [one for one, x, _ in told[1] if np.isnan(x)]
    assert gaps
    for one in gaps:
        feature = FEATURE_BY_NAME[one.field]
        rest = one.en.removeprefix(feature.label_en)
        assert re.fullmatch(
            r" (is not recorded|cannot be worked out from what is recorded); "
            r"the gap itself is associated with (higher|lower) risk",
            rest,
        )
        assert not FIGURE.search(one.zh.replace(feature.label_zh, ""))


@pytest.mark.parametrize(
    ("name", "value", "median", "english", "chinese"),
    [
        ("net_income_pc_to_line", 0.789, 1.6, "have 1.60 times the line or more", "1.60倍及以上"),
        ("net_income_pc_to_line", 0.2, 0.29, "have 0.29 times the line or more", "0.29倍及以上"),
        ("net_income_pc_to_line", 0.2, 1.609, "have 1.60 times the line or more", "1.60倍及以上"),
        ("net_income_pc_to_line", 2.5, 1.601, "have 1.61 times the line or less", "1.61倍及以下"),
        ("wage_income_share", 0.657, 0.641, "have 65% or less", "半数农户为65%及以下"),
        ("wage_income_share", 0.657, 0.659, "about the same as the middle household", "大致相同"),
        ("outage_days_year", 40.0, 5.0, "have 5 days a year or less", "半数农户为每年5天及以下"),
    ],
)
def test_the_middle_household_is_said_in_the_unit_of_the_field(
    name, value, median, english, chinese
):
    held = Distribution(edges=[], shares=[1.0], missing=0.0, smallest=None, largest=None,
                        median=median, answers=[], answer_shares=[])  # fmt: skip
    said = reason(FEATURE_BY_NAME[name], value, 0.3, held)
    assert f"{english}; " in said.en
    assert f"{chinese}, " in said.zh
