"""The Document of a ROF or MOP and everything that can be said of it without a database."""

__version__ = "0.2.0"
