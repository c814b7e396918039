"""What every rendering raises when there is no document to hand over."""

from __future__ import annotations


class RenderError(RuntimeError):
    """Nothing was made. The message is a sentence in Spanish for the person who asked for it."""
