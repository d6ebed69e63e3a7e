"""A bot that is killed while cases are filed, answered, closed and passed upwards loses no case and no word."""

import pytest

from playground.playground import Playground
from tests.case_lives import IN_A_HURRY, file_and_kill
from tests.homes import Home, only_sqlite
from tests.killing import trial


@only_sqlite  # `make guarantees` does it on PostgreSQL, too
@pytest.mark.slow
async def test_no_case_is_out_of_sight_and_no_word_is_lost_however_often_the_bot_is_killed(
    playground: Playground, home: Home
) -> None:
    async with trial(playground, home, seed=18, settings=IN_A_HURRY) as doomed:
        accounts = await file_and_kill(doomed, kills=5)
    assert accounts.adds_up, accounts
    assert accounts.words > 0
    assert accounts.twice <= doomed.verdict.in_flight_at_kills
    assert doomed.verdict.broken_databases == 0
