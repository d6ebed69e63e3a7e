"""The Clerk: the group of a desk shows its cases as they are, gathered, in order, and nothing of legal aid."""

from playground.memory.chats import Chat
from playground.phones.phone import Phone
from tests.office import Office, shown, title


async def test_a_case_gets_its_topic_with_a_card_that_names_nobody(union: Office, desk: Chat, rider: Phone) -> None:
    await union.files(rider, "微波炉<b>不通电</b>")
    assert await union.settles() == 2
    assert title(desk, "A1") == "A1 新 · 东西坏了 · 鹿城区"
    [card] = shown(desk, "A1")
    assert card.splitlines()[0] == "A1 东西坏了 · 鹿城区"
    assert "“微波炉不通电”" in card
    assert "先回话：7月14日17:30前" in card
    assert str(rider.person.id) not in card
    assert "Ana" not in card
    assert await union.settles() == 0
