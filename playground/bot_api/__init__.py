"""The methods of the Bot API, each doing to the memory what Telegram would do."""
