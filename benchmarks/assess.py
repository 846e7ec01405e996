"""What an assessment costs, alone and beside LightGBM's own contributions of the same rows.

Needs a champion below the state folder (see `example`). Medians over rounds in which the
candidates take turns.
"""

import json

from example import Example, read_example
from measure import Result, at_most, context, interleaved

from riskmodel.assessment import Assessor, read_question
from riskmodel.schema.strict_json import read_json
from riskmodel.settings import Settings

ROUNDS, EACH = 15, 20
MANY = 1_000
ONE_MILLISECONDS = 1.0


def main() -> None:
    """Measure and print."""
    print(json.dumps(results(read_example(Settings())), indent=1))


def results(example: Example) -> list[Result]:
    """The figures of one champion and household."""
    assessor, booster = example.assessor, example.model.artifact.model.booster
    table, X = [example.record] * MANY, example.features(MANY)
    seconds = interleaved(
        {
            "contributions of one": lambda: [
                booster.predict(X[:1], pred_contrib=True, num_threads=1) for _ in range(EACH)
            ],
            "assessment": lambda: [
                assessor.answer_records([example.record], example.as_of) for _ in range(EACH)
            ],
            "read back": lambda: [
                assessor.assess_records([example.record], example.as_of) for _ in range(EACH)
            ],
            "one": lambda: [one(assessor, example.body) for _ in range(EACH)],
            "contributions of many": lambda: booster.predict(X, pred_contrib=True, num_threads=1),
            "many": lambda: assessor.answer_records(table, example.as_of),
        },
        ROUNDS,
    )
    return [
        at_most(
            "one assessment in process, record to message",
            seconds["assessment"] / EACH * 1_000,
            ONE_MILLISECONDS,
            "ms",
        ),
        context("the same, read back as an object", seconds["read back"] / EACH * 1_000, "ms"),
        context("one assessment, body to serialised message", seconds["one"] / EACH * 1_000, "ms"),
        context(
            "the same over LightGBM's contributions of one row",
            seconds["one"] / seconds["contributions of one"],
            "ratio",
        ),
        context(
            "a thousand assessments over LightGBM's contributions of them",
            seconds["many"] / seconds["contributions of many"],
            "ratio",
        ),
    ]


def one(assessor: Assessor, body: bytes) -> bytes:
    """A body to the message that answers it, as the service does."""
    as_of, record = read_question(read_json(body))
    return assessor.answer_records([record], as_of)[0].content


if __name__ == "__main__":
    main()
