"""Who may do what: keys, scopes, areas, budgets and rates, without any web framework."""
