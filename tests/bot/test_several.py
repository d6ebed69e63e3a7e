"""Several processes on one PostgreSQL: whichever is killed, nobody waits in vain and nothing acts twice."""

import random

import pytest

from playground.playground import Playground
from tests.homes import Home, only_postgresql
from tests.killing import dooms, trial
from tests.several import kill_several

pytestmark = [only_postgresql, pytest.mark.slow]


async def test_two_processes_killed_by_turns_answer_everybody_and_act_once(playground: Playground, home: Home) -> None:
    async with trial(playground, home, seed=3, is_limited=True) as doomed:
        lives = [dooms(random.Random(seed), kills=6) for seed in (4, 5)]
        balancer = await kill_several(doomed, lives)
    verdict = doomed.verdict
    assert verdict.kills == 12
    assert balancer.brought_twice
    assert (verdict.unanswered, verdict.effects_too_many, verdict.effects_too_few) == (0, 0, 0)
    assert verdict.dead_letters == 0
    assert verdict.duplicates <= verdict.in_flight_at_kills
    assert verdict.slowest_resumption_seconds < 60
    assert playground.ledger.refusals() == 0
