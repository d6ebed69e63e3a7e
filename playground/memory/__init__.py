"""What a pocket Telegram remembers: people, chats, messages, files, updates, and every call."""
