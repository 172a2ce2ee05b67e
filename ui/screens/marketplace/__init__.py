"""The Marketplace: finding, listing and comparing offerings."""
