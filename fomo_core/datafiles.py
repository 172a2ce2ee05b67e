"""The files of ``data/``: where they lie, and how one is read and checked whole."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from fomo_core.errors import InvalidParameters

_PACKAGE = Path(__file__).resolve().parent
#: Inside the package where it is installed, beside it in a checkout.
DATA = next(path for path in (_PACKAGE / "data", _PACKAGE.parent / "data") if path.is_dir())

Source = Literal["seed", "docs", "blog", "chain", "repo", "vendor", "assumed"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """A part of a file: no field more than named, none of another type, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Shape = TypeVar("Shape", bound=BaseModel)


def read(shape: type[Shape], path: Path) -> Shape:
    """Read a file of TOML that must have a shape.

    Raises:
        InvalidParameters: for one that has another; names the file and the place.
    """
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise InvalidParameters(f"{path.name}: {place}: {fault['msg']}.") from None
