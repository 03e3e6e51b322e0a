"""PyPy's old names for the objects of `transaction`."""

from transaction import atomic, hint_commit_soon, last_abort_info

__all__ = ["atomic", "hint_commit_soon", "last_abort_info"]
