"""Settings of the property tests, for every folder."""

from hypothesis import HealthCheck, settings

# No deadlines: how fast a machine is decides nothing here.
settings.register_profile(
    "fomo", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fomo")
