"""What people come for, one module for each wish, in the order in which a message is offered to them."""

from telegram.ext import CallbackQueryHandler

from handlers import (
    anything,
    area,
    bind,
    board,
    broadcast,
    case_talk,
    complain,
    consent,
    count,
    day_off,
    desk,
    forget,
    forms,
    guide,
    heat,
    heat_post,
    invitation,
    invite,
    keep,
    language,
    legal,
    live,
    meal,
    meals,
    membership,
    my_cases,
    my_data,
    navigate,
    near,
    nearest,
    noon,
    notices,
    place,
    privacy,
    services,
    start,
    station,
    station_list,
    supplies,
    verdict,
)
from handlers.messages import PressInGroup

GROUP_KEYS = ("bind:", "desk:")
"""How the data begins that keys in groups carry."""
WISHES = (
    invitation, start, case_talk, forms, nearest, live, navigate, station, area, notices, near, meals, keep, heat,
    guide, language, my_cases, verdict, my_data, forget, privacy, consent, complain, legal, services, invite, bind,
    broadcast, heat_post, board, noon, supplies, count, meal, day_off, desk, membership, anything,
)  # fmt: skip
# A press without data goes to the first handler of presses, whatever that asks for: the library's way.
EMPTY_PRESS = CallbackQueryHandler(anything.answer_press, pattern=r"^\Z")
# All that is a person's own is pressed in private; in a group hang only the keys that belong there.
GROUP_PRESS = PressInGroup(anything.answer_press, GROUP_KEYS)
HANDLERS = [EMPTY_PRESS, GROUP_PRESS, *(handler for wish in WISHES for handler in wish.HANDLERS)]

TELLERS = {**place.TELLERS, **station_list.TELLERS}
"""Who puts the end of an errand into words, by the errand's kind."""
