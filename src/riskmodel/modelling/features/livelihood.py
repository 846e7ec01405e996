"""Work, home and water, land and business, place, and what happened in the last year."""

import numpy as np

from riskmodel.modelling.features.feature import (
    Dimension,
    Feature,
    Floats,
    Unit,
    divided,
    recorded,
    share_of_members,
)
from riskmodel.schema.columns import Columns

_LABOUR = "people who can work protect a household (缺劳动力)"


def _workers(columns: Columns) -> Floats:
    return columns.number("workers_away") + columns.number("workers_local")


def _idle_labour(columns: Columns, _: Floats) -> Floats:
    return columns.number("labour_members") - _workers(columns)


def _no_labour(columns: Columns, _: Floats) -> Floats:
    labour = columns.number("labour_members")
    return np.where(np.isnan(labour), np.nan, labour == 0)


WORK: tuple[Feature, ...] = (
    recorded("labour_members", Dimension.WORK, Unit.PEOPLE, monotone=-1, reason=_LABOUR),
    recorded("weak_labour_members", Dimension.WORK, Unit.PEOPLE),
    share_of_members(
        "labour_members",
        Dimension.WORK,
        "有劳动能力人数",
        "people with labour capacity",
        monotone=-1,
        reason=_LABOUR,
    ),
    Feature(
        name="no_labour",
        label_zh="家中无人有劳动能力",
        label_en="nobody has labour capacity",
        dimension=Dimension.WORK,
        unit=Unit.YES_NO,
        inputs=("labour_members",),
        compute=_no_labour,
        monotone=1,
        monotone_reason=_LABOUR,
    ),
    recorded("workers_away", Dimension.WORK, Unit.PEOPLE),
    recorded("workers_local", Dimension.WORK, Unit.PEOPLE),
    recorded("work_months_total", Dimension.WORK, Unit.MONTHS),
    Feature(
        name="months_per_worker",
        label_zh="每名务工人员年务工月数",
        label_en="months worked for each worker",
        dimension=Dimension.WORK,
        unit=Unit.MONTHS,
        inputs=("work_months_total", "workers_away", "workers_local"),
        compute=lambda columns, _: divided(columns.number("work_months_total"), _workers(columns)),
    ),
    Feature(
        name="workers_share",
        label_zh="务工人数占家庭人口比例",
        label_en="share of the household: people in work",
        dimension=Dimension.WORK,
        unit=Unit.SHARE,
        inputs=("workers_away", "workers_local", "household_size"),
        compute=lambda columns, _: divided(_workers(columns), columns.number("household_size")),
    ),
    Feature(
        name="idle_labour",
        label_zh="有劳动能力而未务工人数",
        label_en="people with labour capacity who are not in jobs",
        dimension=Dimension.WORK,
        unit=Unit.PEOPLE,
        inputs=("labour_members", "workers_away", "workers_local"),
        compute=_idle_labour,
    ),
    recorded("work_cross_province", Dimension.WORK, Unit.YES_NO),
    recorded("public_post", Dimension.WORK, Unit.PEOPLE),
    recorded("job_lost", Dimension.WORK, Unit.YES_NO),
)

HOUSING_WATER: tuple[Feature, ...] = (
    recorded("housing_grade", Dimension.HOUSING_WATER, Unit.CATEGORY),
    recorded("housing_area", Dimension.HOUSING_WATER, Unit.SQUARE_METRES),
    Feature(
        name="housing_area_a_head",
        label_zh="人均住房面积",
        label_en="housing area a head",
        dimension=Dimension.HOUSING_WATER,
        unit=Unit.SQUARE_METRES,
        inputs=("housing_area", "household_size"),
        compute=lambda columns, _: divided(
            columns.number("housing_area"), columns.number("household_size")
        ),
    ),
    recorded("water_safe", Dimension.HOUSING_WATER, Unit.YES_NO),
    recorded("water_litres", Dimension.HOUSING_WATER, Unit.LITRES),
    recorded("fetch_minutes", Dimension.HOUSING_WATER, Unit.MINUTES),
    recorded("outage_days_year", Dimension.HOUSING_WATER, Unit.DAYS),
    recorded("piped_water", Dimension.HOUSING_WATER, Unit.YES_NO),
)

LAND_BUSINESS: tuple[Feature, ...] = (
    recorded("arable_mu", Dimension.LAND_BUSINESS, Unit.MU),
    recorded("forest_mu", Dimension.LAND_BUSINESS, Unit.MU),
    Feature(
        name="arable_mu_a_head",
        label_zh="人均耕地面积",
        label_en="arable land a head",
        dimension=Dimension.LAND_BUSINESS,
        unit=Unit.MU,
        inputs=("arable_mu", "household_size"),
        compute=lambda columns, _: divided(
            columns.number("arable_mu"), columns.number("household_size")
        ),
    ),
    Feature(
        name="business_cost_share",
        label_zh="经营支出与经营收入之比",
        label_en="business cost to business income",
        dimension=Dimension.LAND_BUSINESS,
        unit=Unit.RATIO,
        inputs=("business_cost", "business_income"),
        compute=lambda columns, _: divided(
            columns.number("business_cost"), columns.number("business_income")
        ),
    ),
    recorded("in_cooperative", Dimension.LAND_BUSINESS, Unit.YES_NO),
    recorded("leader_driven", Dimension.LAND_BUSINESS, Unit.YES_NO),
)

PLACE: tuple[Feature, ...] = (
    recorded("key_county", Dimension.PLACE, Unit.CATEGORY),
    recorded("relocated", Dimension.PLACE, Unit.YES_NO),
    recorded("road_distance_km", Dimension.PLACE, Unit.KILOMETRES),
    recorded("shock_disaster", Dimension.PLACE, Unit.YES_NO),
    recorded("shock_accident", Dimension.HEALTH, Unit.YES_NO),
    recorded("shock_fire", Dimension.HOUSING_WATER, Unit.YES_NO),
)
