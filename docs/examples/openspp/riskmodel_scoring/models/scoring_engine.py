"""OpenSPP's scoring engine, for scoring models whose method is "external".

The engine of OpenSPP 2 offers the method and has no branch for it: it would add up indicators and
keep 0.0 where it fails. This one asks riskmodel, and keeps a result only of a household that was
scored. Two system parameters: `riskmodel.url`, and `riskmodel.key` where keys are needed.
"""

import requests
from odoo import _, api, fields, models
from odoo.exceptions import UserError

RESULT_FIELDS = (
    "score",
    "classification_code",
    "classification_label",
    "classification_color",
    "inputs_snapshot",
    "breakdown_json",
    "is_complete",
    "model_version",
)
TIMEOUT_SECONDS = 10


class RiskmodelScoringEngine(models.AbstractModel):
    """Asks riskmodel where a scoring model says so."""

    _inherit = "spp.scoring.engine"

    @api.model
    def calculate_score(self, registrant, scoring_model, mode="manual"):
        """A result as OpenSPP keeps it; raises UserError where there is no score."""
        if scoring_model.calculation_method != "external":
            return super().calculate_score(registrant, scoring_model, mode)
        if not scoring_model.is_active_on_date(fields.Date.today()):
            raise UserError(_("The scoring model is not active today."))
        found = self._ask_riskmodel(self._household_of(registrant))
        return self.env["spp.scoring.result"].create(
            {
                "registrant_id": registrant.id,
                "model_id": scoring_model.id,
                "calculation_mode": mode,
                **{name: found[name] for name in RESULT_FIELDS},
            }
        )

    def _household_of(self, registrant):
        """The household record of a registrant: override this with your own registry's fields."""
        return {"household_id": f"spp-{registrant.id}"}

    def _ask_riskmodel(self, household):
        """What riskmodel says; raises UserError for anything but a score that is a number."""
        parameters = self.env["ir.config_parameter"].sudo()
        key = parameters.get_param("riskmodel.key")
        answer = requests.post(
            f"{parameters.get_param('riskmodel.url')}/v1/openspp/scores",
            json={"as_of_date": str(fields.Date.today()), "household": household},
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        if answer.status_code != 200:
            raise UserError(_("Not scored; no number is kept. %s") % answer.json().get("detail"))
        found = answer.json()
        if isinstance(found["score"], bool) or not isinstance(found["score"], int | float):
            raise UserError(_("Not scored; no number is kept."))
        return found
