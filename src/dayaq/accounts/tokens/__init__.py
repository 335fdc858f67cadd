"""Tokens with which machines act for an account."""
