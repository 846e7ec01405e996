"""Early warning of return to poverty (防止返贫致贫): an explained score beside the rule."""
