"""Previews as words, tables, pictures and reports."""
