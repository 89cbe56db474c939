"""Pages of the integration office. One module a noun; ``urls`` names them."""
