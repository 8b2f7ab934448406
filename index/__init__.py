"""How dispatches become a Whoosh index."""
