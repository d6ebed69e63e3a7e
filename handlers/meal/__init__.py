"""Meal: keepers see what their stations offer, add to it, change it, and call single days off and on."""

from handlers.meal import desk

HANDLERS = desk.HANDLERS
