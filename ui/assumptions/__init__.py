"""The assumptions of a preview that several pages ask for."""
