"""Code that all pages share: the frame, the visitor's session, and parts of screens."""
