"""A visitor's place at a real chain: the connection, the line above every page, the account."""
