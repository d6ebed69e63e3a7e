"""Joins the rooms: settings, build, command line, intake."""

import os

# python-telegram-bot warns at every RetryAfter unless it gives durations as timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "1")
