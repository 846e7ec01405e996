"""Who sees which household: the matrix of the reliability scorecard, in its short form."""

from reliability.row17_areas import measure


def test_nobody_sees_a_household_of_another_area_and_every_attempt_is_logged(assessor, tmp_path):
    row = measure(assessor, tmp_path, scopes=["assess", "review", "admin"])
    assert row.met, row.figure
