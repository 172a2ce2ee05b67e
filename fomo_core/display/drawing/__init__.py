"""The means of drawing that all pictures share: frame, lines, series over time, points of a curve, floats."""
