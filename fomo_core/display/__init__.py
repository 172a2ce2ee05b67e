"""What screens and notebooks show: texts, formats, tables and figures. Floats are allowed from here on."""
