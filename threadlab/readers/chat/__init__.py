"""Chats to threads: IRC logs, and what Slack, Discord, Telegram and WhatsApp export."""
