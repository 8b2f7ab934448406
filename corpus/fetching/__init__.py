"""Polls feeds at the addresses that a user gives."""
