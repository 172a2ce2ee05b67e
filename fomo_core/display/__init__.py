"""Texts, formats, tables and figures for screens and notebooks. Floats are allowed from here on."""
