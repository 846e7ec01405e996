"""A search for a learner as one MLflow run with a child for everything that was tried."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import mlflow

from riskmodel.modelling.definition import Learner
from riskmodel.modelling.tuning import Search, Tried


@contextmanager
def search_run(
    experiment_id: str, name: str, budget: dict[str, float]
) -> Iterator[tuple[Callable[[Tried], None], Callable[[Search], None]]]:
    """The parent run; yields what logs one child, and what logs the end."""
    with mlflow.start_run(experiment_id=experiment_id, run_name=f"tuning of {name}"):
        mlflow.set_tags({"kind": "tuning", "definition": name})
        mlflow.log_params(budget)
        yield partial(_log_child, experiment_id), _log_end


def _log_child(experiment_id: str, tried: Tried) -> None:
    with mlflow.start_run(
        experiment_id=experiment_id, run_name=f"learner {tried.number}", nested=True
    ):
        mlflow.set_tag("kind", "tuning")
        mlflow.log_params(_parameters(tried.learner))
        mlflow.log_metrics(_figures(tried))


def _log_end(search: Search) -> None:
    mlflow.log_params({f"chosen.{k}": v for k, v in _parameters(search.chosen.learner).items()})
    mlflow.log_metrics(_figures(search.chosen) | {"tried": len(search.tried)})


def _parameters(learner: Learner) -> dict[str, object]:
    return learner.model_dump()


def _figures(tried: Tried) -> dict[str, float]:
    return {
        "inner_average_precision": tried.average_precision,
        "inner_average_precision_error": tried.error,
        "inner_auc": tried.auc,
        "explanation_cost": tried.explanation_cost,
        "seconds": tried.seconds,
    }
