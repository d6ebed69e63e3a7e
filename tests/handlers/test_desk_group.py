"""A desk's group that takes the bot's rights away: its cases come to private chats until it gives them back."""

from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.cases import bound_group, files, topic_of
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


async def test_a_group_that_takes_the_rights_away_is_lost_at_once_and_back_with_them(
    city: City, known: Known, ana: Phone
) -> None:
    chidi, dina = city.phone("Chidi"), city.phone("Dina")
    await hire(city, chidi, "caseworker", "鹿城区", "李敏")
    await hire(city, dina, "admin", "温州市", "Dina")
    await known(chidi)
    group = await bound_group(city, chidi)
    first = await files(city, ana)
    await topic_of(city, first, group)
    city.playground.appoint(group, "can_pin_messages")
    assert "A1 东西坏了" in await hears(chidi, "办事群进不去了，A1先发给您")
    await hears(dina, "的办事群进不去了")
    second = await files(city, ana, "门锁着")
    await hears(chidi, "A2 东西坏了")
    city.playground.appoint(group)
    await topic_of(city, second, group)
    assert [topic.name[:2] for topic in group.topics.values()] == ["A1", "A2"]
