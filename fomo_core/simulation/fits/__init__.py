"""The parts of a demand's fit to past purchases."""
