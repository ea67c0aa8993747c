"""One use case a module: checks the role, joins the engines, writes the audit entry."""
