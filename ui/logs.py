"""The server's log of the app's own faults: where they came from, and nothing secret."""

from __future__ import annotations

import logging
import re

_LOG = logging.getLogger("fomo.faults")
#: Who else writes of what our code raises: the scripts' runner, the downloads' and the server itself.
_WRITERS = (_LOG.name, "streamlit.error_util", "streamlit.runtime.backend_operation_handler", "uvicorn.error")
#: What of an address may hold a key: all but its scheme and host, also where a library names its path alone.
_ADDRESS = re.compile(r"(\b\w+://)(?:[^\s/@'\"]*@)?([\w.:\[\]-]*)[^\s'\")>]*")
_PATH = re.compile(r"(?<=url: )\S+")


def note(fault: Exception) -> None:
    """Write a fault and where it came from to the log."""
    _LOG.error("fault", exc_info=fault)


def bare(text: str) -> str:
    """A text without what may be secret in it: of each address, scheme and host alone."""
    return _PATH.sub("...", _ADDRESS.sub(r"\1\2", text))


def keep_secrets_out() -> None:
    """See to it that no trace that is logged holds a key."""
    for name in _WRITERS:
        logging.getLogger(name).addFilter(_without_secrets)


def _without_secrets(record: logging.LogRecord) -> bool:
    record.msg, record.args = bare(record.getMessage()), None
    if record.exc_info:
        record.exc_text = bare(logging.Formatter().formatException(record.exc_info))
    return True
