"""Zalo Official Account: the office's account in Zalo, by the OA OpenAPI and its webhook."""
