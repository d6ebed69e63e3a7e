"""Run the playground by itself: python -m playground --port 8081 --phone."""

import argparse
import asyncio
import os
import signal
import sys

from playground.phones.terminal import Terminal, listen, show
from playground.playground import TOKEN, Playground
from playground.rules.limits import Limits


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="Telegram's Bot API in memory.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--limits", choices=("off", "window", "bucket"), default="window")
    parser.add_argument("--per-second", type=float, default=30.0, help="messages a second over all chats")
    parser.add_argument("--paid-per-second", type=float, default=0.0, help="so many more where the bot offers to pay")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--jitter", type=float, default=0.0, help="seconds more or less of it")
    parser.add_argument("--phone", action="store_true", help="hold a phone in this terminal")
    parser.add_argument("--leash", action="store_true", help="stop when standard input ends")
    return parser.parse_args(arguments)


async def run(arguments: argparse.Namespace) -> None:
    """Serve until told to stop, after one line that says where."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    limits = Limits(arguments.limits, arguments.per_second, paid_per_second=arguments.paid_per_second)
    latency = {"latency": arguments.latency, "jitter": arguments.jitter}
    async with Playground(arguments.token, port=arguments.port, limits=limits, **latency) as playground:
        show(f"playground {playground.url}")
        leash = asyncio.create_task(_hang_on(stopped)) if arguments.leash else None
        await (_hold_a_phone(playground, stopped) if arguments.phone else stopped.wait())
        if leash:
            leash.cancel()


async def _hang_on(stopped: asyncio.Event) -> None:
    """Stop with whoever holds the other end of standard input, however they ended."""
    lines = listen()
    while await lines.get() is not None:
        continue
    stopped.set()


async def _hold_a_phone(playground: Playground, stopped: asyncio.Event) -> None:
    """Until the person at the terminal has enough, or somebody stops the playground."""
    ends = [asyncio.create_task(Terminal(playground.phone()).run()), asyncio.create_task(stopped.wait())]
    _, others = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
    await asyncio.gather(*ends, return_exceptions=True)


def main() -> None:
    """Run; a port that is taken is said in one line."""
    arguments = read_arguments()
    try:
        asyncio.run(run(arguments))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        sys.exit(f"playground: cannot listen on port {arguments.port} ({reason}); --port 0 takes any free one")


if __name__ == "__main__":
    main()
