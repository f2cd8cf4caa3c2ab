"""Telegram: a bot by python-telegram-bot, its requests carried by aiohttp."""
