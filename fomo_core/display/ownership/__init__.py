"""The stakes of accounts: what they hold, paid, lost to taxes, and would get."""
