"""The same raise in other frameworks, for ``benchmarks/preview.py`` to run beside the engine."""
