__all__ = ["visible"]
visible = "seen"
not_listed = 1
_hidden = 2
