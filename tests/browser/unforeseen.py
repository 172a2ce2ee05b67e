"""The words of a fault that the faulty app raises, which are for the log alone.

Apart from the app, which breaks parts of ``ui`` in whatever process imports it.
"""

WORDS = "unforeseen at https://rpc.example.org/"
KEY = "v2-k3y"
