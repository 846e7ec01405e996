"""Work, home and water, land and business, place, and what happened in the last year."""

from math import nan

from riskmodel.modelling.features.feature import (
    Dimension,
    Feature,
    Record,
    Unit,
    recorded,
    share_of_members,
)
from riskmodel.truth import Numbers, either, is_unknown, ratio

_LABOUR = "people who can work protect a household (缺劳动力)"


def _workers(record: Record) -> Numbers:
    return record.number("workers_away") + record.number("workers_local")


def _no_worker(record: Record, _: Numbers) -> Numbers:
    workers = _workers(record)
    return either(is_unknown(workers), nan, workers == 0)


def _months_per_worker(record: Record, _: Numbers) -> Numbers:
    """0 where nobody is in work, which is known and must not look like a gap."""
    months, workers = record.number("work_months_total"), _workers(record)
    return either(workers == 0, 0.0, ratio(months, workers))


def _business_cost_share(record: Record, _: Numbers) -> Numbers:
    """0 without income and cost of a business; cost without income has no share."""
    cost, income = record.number("business_cost"), record.number("business_income")
    return either((cost == 0) & (income == 0), 0.0, ratio(cost, income))


def _no_labour(record: Record, _: Numbers) -> Numbers:
    labour = record.number("labour_members")
    return either(is_unknown(labour), nan, labour == 0)


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
        label_zh="每名务工人员年务工月数(无人务工记0)",
        label_en="months worked for each worker, 0 where nobody is in work",
        dimension=Dimension.WORK,
        unit=Unit.MONTHS,
        inputs=("work_months_total", "workers_away", "workers_local"),
        compute=_months_per_worker,
    ),
    Feature(
        name="workers_share",
        label_zh="务工人数占家庭人口比例",
        label_en="share of the household: people in work",
        dimension=Dimension.WORK,
        unit=Unit.SHARE,
        inputs=("workers_away", "workers_local", "household_size"),
        compute=lambda record, _: ratio(_workers(record), record.number("household_size")),
    ),
    Feature(
        name="no_worker",
        label_zh="家中无人务工",
        label_en="nobody is in work",
        dimension=Dimension.WORK,
        unit=Unit.YES_NO,
        inputs=("workers_away", "workers_local"),
        compute=_no_worker,
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
        compute=lambda record, _: ratio(
            record.number("housing_area"), record.number("household_size")
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
        compute=lambda record, _: ratio(
            record.number("arable_mu"), record.number("household_size")
        ),
    ),
    Feature(
        name="business_cost_share",
        label_zh="经营支出与经营收入之比(无经营记0)",
        label_en="business cost to business income, 0 without a business",
        dimension=Dimension.LAND_BUSINESS,
        unit=Unit.RATIO,
        inputs=("business_cost", "business_income"),
        compute=_business_cost_share,
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
