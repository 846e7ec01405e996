"""An evaluation as one HTML page that needs nothing beside it."""

from riskmodel.modelling.report.page import evaluation_page

__all__ = ["evaluation_page"]
