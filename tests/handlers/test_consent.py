"""Consent: what a person writes to the union is kept after a yes, which they can take back."""

from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.conftest import Kept, Known


async def test_a_yes_is_shown_and_can_be_taken_back(city: City, ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana, cases_agreed_at=city.clock.now(), went_at=city.clock.now())
    await ana.types("/mydata")
    assert "写给工会的话：7月14日同意存的" in await ana.reads()
    await ana.taps("不再存我写的")
    assert "先问再存" in await ana.reads()
    worker = await kept(ana)
    assert (worker.cases_agreed_at, worker.went_at) == (None, None)


async def test_a_key_to_agree_to_nothing_is_old(city: City, ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana)
    await ana.types("/mydata")
    await ana.reads()
    await ana.presses_forged(ana.last_card, "agree:nothing:")
    assert "按钮过期了" in await ana.reads_toast()
    assert (await kept(ana)).cases_agreed_at is None
