"""What a project may configure, in `[tool.argmap]` of pyproject.toml or in argmap.toml; nothing is required."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from argmap.model import Id


class ViewSettings(BaseModel):
    """One picture asked for by name: the claims or questions to show, and how far below them to go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    show: Annotated[tuple[Id, ...], Field(min_length=1)]
    depth: Annotated[int, Field(ge=0, strict=True)] | None = None


class Settings(BaseModel):
    """The settings of a project, each with the default that serves most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    semantics: str = "weight-of-evidence"
    prior: Annotated[float, Field(ge=0.001, le=0.999, strict=True)] = 0.5
    layout: Literal["dot", "own"] | None = None
    layout_seconds: Annotated[float, Field(gt=0, le=600, strict=True)] = 20.0
    most_boxes: Annotated[int, Field(ge=1, strict=True)] = 150
    without_layers: tuple[Id, ...] = ()
    thesis: Id | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    views: dict[Id, ViewSettings] = {}
    scales: dict[str, Any] = {}
    theme: Literal["screen", "print", "dark", "high-contrast", "greyscale"] = "screen"
    language: str = "en"
    wigmore: tuple[Id, ...] = ()
    order: tuple[Id, ...] = ()
    together: tuple[tuple[Id, ...], ...] = ()
    late_days: Annotated[int, Field(ge=0, strict=True)] = 31
