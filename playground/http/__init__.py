"""The face over HTTP: the Bot API for a bot, orders for tests and the page, pictures of what people see."""
