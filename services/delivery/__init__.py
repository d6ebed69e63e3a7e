"""What is owed to chats, and the courier who brings it."""
