"""Code that all pages share: the frame, the visitor's desk, and parts of screens."""
