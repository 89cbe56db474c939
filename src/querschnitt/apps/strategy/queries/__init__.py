"""Read the strategy. One module a noun; a page takes what it shows from here, in a fixed number of queries."""
