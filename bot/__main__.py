"""`python -m bot` is `nuanyi`."""

from bot.command_line import main

main()
