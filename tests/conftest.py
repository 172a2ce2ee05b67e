"""Settings of the property tests, for every folder."""

import os

from hypothesis import HealthCheck, settings

#: Further examples each time, instead of the same ones: ``FOMO_PARITY=deep``, for the night.
DEEP = os.environ.get("FOMO_PARITY") == "deep"

# No deadlines: how fast a machine is decides nothing here. The same examples each time: nor does chance.
settings.register_profile(
    "fomo",
    deadline=None,
    derandomize=not DEEP,
    print_blob=DEEP,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fomo")
