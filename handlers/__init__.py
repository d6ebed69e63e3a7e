"""What people come for, one module for each wish, in the order in which a message is offered to them."""

from handlers import (
    anything,
    forget,
    forms,
    guide,
    language,
    membership,
    my_data,
    navigate,
    nearest,
    not_yet,
    place,
    start,
    station,
)

WISHES = (start, forms, nearest, navigate, station, guide, language, my_data, forget, not_yet, membership, anything)
HANDLERS = [handler for wish in WISHES for handler in wish.HANDLERS]

TELLERS = place.TELLERS
"""Who puts the end of an errand into words, by the errand's kind."""
