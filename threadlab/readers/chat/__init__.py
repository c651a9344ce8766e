"""Chats to threads: IRC logs, and what Slack, Discord, Telegram and WhatsApp export."""

from threadlab.readers.chat import discord, irc, slack, telegram, whatsapp
from threadlab.readers.reader import Reader

CHAT_READERS: tuple[Reader, ...] = (
    Reader(
        "slack",
        (".json", ".zip"),
        "Slack's export: the folder or .zip, or a channel's folder",
        slack.sniff,
        slack.read,
        slack.join,
    ),
    Reader(
        "discord",
        (".json", ".txt"),
        "Discord channels as DiscordChatExporter saves them",
        discord.sniff,
        discord.read,
        discord.join,
    ),
    Reader(
        "telegram",
        (".json",),
        "Telegram Desktop's export as JSON",
        telegram.sniff,
        telegram.read,
    ),
    Reader(
        "whatsapp",
        (".txt",),
        "a chat as WhatsApp exports it",
        whatsapp.sniff,
        whatsapp.read,
    ),
    Reader(
        "irc",
        (".log", ".txt"),
        "logs of IRC channels: irssi, WeeChat, ZNC, HexChat, mIRC, Pidgin and others",
        irc.sniff,
        irc.read,
    ),
)
"""A line a kind of chat."""
