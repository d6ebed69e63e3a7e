"""A notice to many while bots die: nobody is missing, nobody hears it twice, and no limit is broken."""

import pytest

from playground.playground import Playground
from tests.homes import Home, only_postgresql
from tests.killing import trial
from tests.telling_many import announce_and_kill, announce_and_kill_several

pytestmark = pytest.mark.slow


async def test_a_notice_reaches_everybody_once_or_is_counted_as_uncertain_however_often_the_bot_is_killed(
    playground: Playground, home: Home
) -> None:
    async with trial(playground, home, seed=6) as doomed:
        accounts = await announce_and_kill(doomed, recipients=900, kills=12)
    verdict = doomed.verdict
    assert accounts.adds_up, accounts
    assert accounts.sent > 0
    assert accounts.uncertain <= verdict.in_flight_at_kills
    assert (verdict.kills, verdict.unanswered, verdict.effects_too_many, verdict.dead_letters) == (12, 0, 0, 0)


@only_postgresql
async def test_eight_processes_killed_in_turn_never_send_more_together_than_one_may(
    playground: Playground, home: Home
) -> None:
    async with trial(playground, home, seed=7, is_limited=True) as doomed:
        accounts = await announce_and_kill_several(doomed, recipients=250, kills=16, processes=8, for_a_desk=6)
    assert accounts.adds_up, accounts
    assert accounts.most_in_a_second <= 30
    assert accounts.most_in_a_minute_of_a_group <= 20
    assert accounts.refused_for_speed == 0
    assert accounts.uncertain <= doomed.verdict.in_flight_at_kills
    assert (doomed.verdict.kills, doomed.verdict.unanswered, doomed.verdict.effects_too_many) == (16, 0, 0)
