"""Funds: what each sponsor gives, where the money stands, statements at any date."""
