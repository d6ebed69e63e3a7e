"""Run the playground by itself: python -m playground --port 8081."""

import argparse
import asyncio
import signal
import sys

from playground.limits import Limits
from playground.playground import TOKEN, Playground


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="Telegram's Bot API in memory.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--limits", choices=("off", "window", "bucket"), default="window")
    parser.add_argument("--per-second", type=float, default=30.0, help="messages a second over all chats")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--jitter", type=float, default=0.0, help="seconds more or less of it")
    return parser.parse_args(arguments)


async def run(arguments: argparse.Namespace) -> None:
    """Serve until told to stop, after one line that says where."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    limits = Limits(arguments.limits, arguments.per_second)
    latency = {"latency": arguments.latency, "jitter": arguments.jitter}
    async with Playground(arguments.token, port=arguments.port, limits=limits, **latency) as playground:
        sys.stdout.write(f"playground {playground.url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(run(read_arguments()))
