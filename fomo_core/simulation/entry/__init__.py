"""One supporter who enters a raise beside the others."""
