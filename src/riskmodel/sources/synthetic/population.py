"""Who lives in a household: how families begin, age, are born into, marry out and die."""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole, chance

PLACES_IN_HOUSEHOLD = 7
HEAD, SPOUSE = 0, 1
CHILDREN = slice(2, 5)
ELDERS = slice(5, 7)
NOBODY = -1
NO_SCHOOL, PRIMARY, JUNIOR, SENIOR, VOCATIONAL, COLLEGE = range(6)
WELL, IMPAIRED, CERTIFIED, SEVERE = range(4)
"""Disability: none, without a certificate, certified, certified as severe."""


@dataclass
class Members(Rows):
    """People, arrays of shape (households, PLACES_IN_HOUSEHOLD); age -1 is an empty place.

    `education` is the level that a person has or, for the young, will reach. `illness_left` is
    the number of years, this one counted, for which a serious illness still lasts.
    """

    age: Whole
    female: Bools
    education: Whole
    chronic: Bools
    disability: Whole
    illness_left: Whole
    insured: Bools
    skill: Floats
    work: Whole
    sector: Whole
    crosses_province: Bools
    idle: Bools

    @property
    def present(self) -> Bools:
        """Places that hold a person."""
        return self.age >= 0

    @property
    def size(self) -> Whole:
        """People a household."""
        people: Whole = self.present.sum(axis=1)
        return people

    @property
    def student(self) -> Bools:
        """People past compulsory schooling still at school."""
        senior = (self.age >= 16) & (self.age <= 18) & (self.education >= SENIOR)
        college = (self.age > 18) & (self.age <= 22) & (self.education == COLLEGE)
        at_school: Bools = senior | college
        return at_school

    @property
    def head(self) -> Whole:
        """The place of the head: the first grown person."""
        grown: Whole = np.argmax(self.age >= 16, axis=1)
        return grown


@dataclass(frozen=True)
class _Family:
    """A kind of family at the start; `child` and `elder` are chances a place (3 and 2)."""

    share: float
    youngest: int
    oldest: int
    spouse: float
    child: float
    gap: int
    elder: float


_FAMILIES = (
    _Family(share=.20, youngest=26, oldest=44, spouse=.96, child=.58, gap=24, elder=.0),
    _Family(share=.27, youngest=32, oldest=54, spouse=.95, child=.54, gap=24, elder=.72),
    _Family(share=.25, youngest=46, oldest=63, spouse=.93, child=.52, gap=25, elder=.08),
    _Family(share=.09, youngest=61, oldest=83, spouse=1.0, child=.0, gap=25, elder=.0),
    _Family(share=.06, youngest=62, oldest=87, spouse=.0, child=.0, gap=25, elder=.0),
    _Family(share=.06, youngest=57, oldest=74, spouse=.75, child=.50, gap=54, elder=.03),
    _Family(share=.07, youngest=36, oldest=61, spouse=.0, child=.12, gap=28, elder=.15),
)  # fmt: skip

_SCHOOLING_BY_AGE = np.array([
    [.003, .02, .42, .16, .13, .267],
    [.008, .08, .60, .11, .06, .142],
    [.045, .24, .575, .095, .015, .03],
    [.22, .47, .25, .05, .002, .008],
])  # fmt: skip
"""Shares of the six levels among people born to be under 30, 30-44, 45-59 and over."""

_EDUCATION_EDGES = np.array([30, 45, 60])


def found_families(households: int, rng: np.random.Generator) -> Members:
    """Families as they stand before the first year."""
    kind = rng.choice(len(_FAMILIES), households, p=[one.share for one in _FAMILIES])
    age = _starting_ages(kind, rng)
    female = chance(rng, 0.5, age)
    female[:, HEAD] = chance(rng, 0.13, kind)
    female[:, SPOUSE] = ~female[:, HEAD]
    blank = np.zeros(age.shape, dtype=np.int8)
    people = Members(
        age=age,
        female=female,
        education=draw_education(age, rng),
        chronic=chance(rng, chronic_share(age), age) & (age >= 15),
        disability=_disabilities(age, rng),
        illness_left=blank.copy(),
        insured=chance(rng, 0.998, age),
        skill=(0.22 * rng.standard_normal(age.shape)),
        work=np.full(age.shape, NOBODY, dtype=np.int8),
        sector=rng.integers(0, 7, age.shape, dtype=np.int8),
        crosses_province=np.zeros(age.shape, dtype=bool),
        idle=np.zeros(age.shape, dtype=bool),
    )
    people.illness_left[chance(rng, 0.01, age) & (age > 40)] = 1
    return people


def _starting_ages(kind: Whole, rng: np.random.Generator) -> Whole:
    def of(name: str) -> Floats:
        column: Floats = np.array([getattr(one, name) for one in _FAMILIES])[kind]
        return column

    age = np.full((len(kind), PLACES_IN_HOUSEHOLD), NOBODY, dtype=np.int16)
    head = rng.integers(of("youngest").astype(int), of("oldest").astype(int) + 1)
    age[:, HEAD] = head
    age[:, SPOUSE] = np.where(
        chance(rng, of("spouse"), kind), head - rng.integers(-1, 5, len(kind)), NOBODY
    )
    for place in range(3):
        child = head - of("gap") - 3 * place - rng.integers(0, 4, len(kind))
        stays = chance(rng, of("child"), kind) & ((child < 26) | chance(rng, 0.35, kind))
        age[:, 2 + place] = np.where(stays & (child >= 0), child, NOBODY)
    for place in range(2):
        elder = head + rng.integers(21, 31, len(kind)) + place
        alive = chance(rng, of("elder") * np.clip((96 - elder) / 26, 0, 1), kind)
        age[:, 5 + place] = np.where(alive, elder, NOBODY)
    return age


def draw_education(age: Whole, rng: np.random.Generator) -> Whole:
    """Levels of schooling by year of birth, shape of `age`."""
    bounds = np.cumsum(_SCHOOLING_BY_AGE, axis=1)[np.digitize(age, _EDUCATION_EDGES)]
    draws = rng.random(age.shape, dtype=np.float32)
    levels = np.zeros(age.shape, dtype=np.int8)
    for level in range(5):
        levels += draws > bounds[..., level]
    return levels


def chronic_share(age: Whole) -> Floats:
    """Share with a chronic illness by age; 34 per cent of people over 14 in all."""
    share: Floats = np.clip(0.03 + 0.0094 * (age - 15.0), 0.03, 0.62)
    return share


def _disabilities(age: Whole, rng: np.random.Generator) -> Whole:
    disabled = chance(rng, np.clip(0.009 + 0.0012 * age, 0, 0.13), age)
    degree = 1 + np.searchsorted([0.37, 0.74], rng.random(age.shape)).astype(np.int8)
    marks: Whole = np.where(disabled, degree, 0).astype(np.int8)
    return marks


def a_year_older(people: Members, rng: np.random.Generator) -> None:
    """Age everybody by one year; deaths and births."""
    people.age[people.present] += 1
    _die(people, rng)
    _are_born(people, rng)


def _die(people: Members, rng: np.random.Generator) -> None:
    hazard = 4e-5 * np.exp(0.092 * people.age) * np.where(people.illness_left > 0, 3.0, 1.0)
    empty_places(people, chance(rng, hazard, people.age) & people.present)


def empty_places(people: Members, who: Bools) -> None:
    """Take people out of their households."""
    people.age[who] = NOBODY
    people.work[who] = NOBODY
    for marks in (people.illness_left, people.disability):
        marks[who] = 0
    people.chronic[who] = False
    people.idle[who] = False


def _are_born(people: Members, rng: np.random.Generator) -> None:
    mother = people.age[:, SPOUSE]
    free = (people.age[:, CHILDREN] < 0).argmax(axis=1) + 2
    rows = np.arange(len(mother))
    able = (mother >= 21) & (mother <= 36) & (people.age[rows, free] < 0)
    born = np.flatnonzero(able & chance(rng, 0.085, mother))
    place = free[born]
    people.age[born, place] = 0
    people.female[born, place] = chance(rng, 0.48, born)
    people.education[born, place] = draw_education(people.age[born, place], rng)
    people.insured[born, place] = True
    people.skill[born, place] = 0.22 * rng.standard_normal(len(born))


def leave_home(people: Members, rng: np.random.Generator) -> Bools:
    """Grown children who leave: returns who founds a household in the village, and drops the rest.

    Daughters mostly marry out of the village; sons mostly stay on. At most one founds a household
    of each home in a year.
    """
    grown = np.zeros(people.age.shape, dtype=bool)
    grown[:, CHILDREN] = (people.age[:, CHILDREN] >= 23) & (people.age[:, CHILDREN] <= 34)
    parents = (people.age[:, : CHILDREN.start] >= 16).any(axis=1, keepdims=True)
    leaves = grown & parents & chance(rng, np.where(people.female, 0.10, 0.06), people.age)
    able = leaves & ~people.female & chance(rng, 0.5, people.age)
    founds: Bools = able & (np.cumsum(able, axis=1) == 1)
    empty_places(people, leaves & ~founds)
    return founds


def found_household(people: Members, founds: Bools, rng: np.random.Generator) -> Members:
    """The new households of those who leave, each with a spouse; they are taken out of `people`.

    `founds` marks at most one person a household.
    """
    rows, place = np.nonzero(founds)
    new = people.take(rows)
    new.age[:] = NOBODY
    empty_places(new, ~new.present)
    for name in ("age", "female", "education", "chronic", "disability", "skill", "work", "sector",
                 "crosses_province", "insured"):  # fmt: skip
        getattr(new, name)[:, HEAD] = getattr(people, name)[rows, place]
    new.age[:, SPOUSE] = new.age[:, HEAD] - rng.integers(0, 4, len(rows))
    new.female[:, SPOUSE] = True
    new.education[:, SPOUSE] = draw_education(new.age[:, SPOUSE], rng)
    empty_places(people, founds)
    return new
