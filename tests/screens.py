"""The screens of the app, by the names of their files."""

PAGES = (
    "home",
    "preview",
    "launch",
    "marketplace",
    "offering",
    "explorer",
    "trade",
    "economy",
    "forecast",
    "portfolio",
    "activity",
    "parameters",
)
