"""Teaching: exercises with keys and reasons made from a case, and answers marked by the same rules everywhere."""

from argmap.teach.exercise import Exercise, Pack, Task
from argmap.teach.pack import pack

__all__ = ["Exercise", "Pack", "Task", "pack"]
