"""How people reach the product: the page and the command line."""
