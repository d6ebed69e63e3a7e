"""The Clerk: the group of a desk shows its cases as they are, gathered, in order, and nothing of legal aid."""

from sqlalchemy import select

from models import CaseFollower, CaseKind, CaseMessage, CaseState, Side, Union
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from services.cases.placing import call_clerk, place
from services.cases.talk import Said, revise
from tests.office import Office, found_desks, shown, title, topic_called

SECRET = "我送餐被出租车撞了"


async def photo(rider: Phone) -> str:
    """A picture that Ana has sent, by Telegram's name for it."""
    return str((await rider.sends_photo()).data["photo"][-1]["file_id"])


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


async def test_title_and_card_say_who_has_it_how_it_stands_and_that_it_is_over(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    await union.sets(case, state=CaseState.TAKEN, taken_by=chidi.person.id, taken_at=union.clock.now())
    assert await union.settles() == 2
    assert title(desk, "A1").startswith("A1 李敏 · ")
    assert "李敏接了，7月14日14:30。" in shown(desk, "A1")[0]
    await union.sets(case, state=CaseState.WAITING, unreachable_at=union.clock.now())
    await union.settles()
    assert title(desk, "A1").startswith("A1 等料 · 联系不上 · ")
    await union.sets(case, state=CaseState.CLOSED, closed_at=union.clock.now())
    await union.settles()
    number = topic_called(desk, "A1") or 0
    assert title(desk, "A1").startswith("A1 办完 · ")
    assert desk.topics[number].is_closed
    assert "reply_markup" not in desk.visible(number)[1].data
    await union.sets(case, state=CaseState.NEW, closed_at=None)
    await union.settles()
    assert not desk.topics[number].is_closed
    assert title(desk, "A1").startswith("A1 新 · ")


async def test_only_the_newest_title_and_card_are_brought(union: Office, desk: Chat, rider: Phone) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    for state in (CaseState.TAKEN, CaseState.WAITING, CaseState.CHECKING):
        await union.sets(case, state=state)
    assert await union.settles() == 1
    assert title(desk, "A1").startswith("A1 等师傅 · ")


async def test_all_that_waits_for_a_topic_comes_in_one_message(union: Office, desk: Chat, rider: Phone) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    await union.hears(case, *(f"第{number}句" for number in range(9)))
    await union.hears(case, "已经约了电工", side=Side.BOT)
    assert await union.settles() == 1
    [_, said] = shown(desk, "A1")
    assert said.startswith("师傅#1 14:31：\n第0句\n\n师傅#1 14:31：\n第1句")
    assert said.endswith("第8句\n\n已经约了电工")


async def test_pictures_come_as_an_album_and_a_long_word_in_parts(union: Office, desk: Chat, rider: Phone) -> None:
    pictures = [Said("看插座" if number == 0 else "", "photo", await photo(rider)) for number in range(3)]
    await union.files(rider, *pictures, Said("坏" * 1200, "photo", await photo(rider)), "长" * 4096, "短")
    await union.settles()
    card, *rest = shown(desk, "A1")
    assert "照片4" in card
    assert [each.partition(" ")[0] for each in rest[:4]] == ["[photo]"] * 4
    assert "看插座" in rest[0]
    assert rest[4].count("坏") == 1200
    assert rest[5] == "长" * 4096
    assert rest[6].endswith("短")
    assert await union.settles() == 0


async def test_a_picture_that_telegram_takes_no_more_is_named_and_its_words_come(
    union: Office, desk: Chat, rider: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, Said("看插座", "photo", "photo-of-another-world"), "谢谢")
    await union.settles()
    [_, lost, thanks] = shown(desk, "A1")
    assert "附件Telegram没收下" in lost
    assert "看插座" in lost
    assert thanks.endswith("谢谢")


async def test_what_ana_changes_is_said_below_the_old_words(union: Office, desk: Chat, rider: Phone) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "门口那台")
    await union.settles()
    async with union.database.writing() as session, session.begin():
        message = await session.scalar(select(CaseMessage).where(CaseMessage.case_id == case.id).offset(1))
        assert message is not None
        await revise(session, message, "里面那台")
        await revise(session, message, "里面<b>那台</b>")
    assert await union.settles() == 1
    [_, old, new] = shown(desk, "A1")
    assert old.endswith("门口那台")
    assert new == "师傅#1改成了：\n里面那台"
    assert await union.settles() == 0


async def test_of_legal_aid_no_word_comes_into_the_group(union: Office, desk: Chat, rider: Phone) -> None:
    case = await union.files(rider, SECRET, kind=CaseKind.LEGAL_AID, category="injury", is_urgent=True)
    await union.hears(case, "脚骨折", Said("诊断", "photo", await photo(rider)))
    await union.settles()
    assert title(desk, "L1") == "急 L1 新 · 受伤 · 鹿城区"
    [card] = shown(desk, "L1")
    assert card.startswith("L1 急：受伤 · 鹿城区")
    assert "师傅7月14日14:31又写了话，还没回" in card
    said = " ".join(str(call.parameters) for call in union.playground.ledger.calls if call.chat_id == desk.id)
    assert not any(word in said for word in (SECRET, "骨折", "诊断", "photo-"))


async def test_others_with_the_same_trouble_are_counted_on_the_card(union: Office, desk: Chat, rider: Phone) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    async with union.database.writing() as session, session.begin():
        session.add_all([CaseFollower(case_id=case.id, worker_id=each, since=union.clock.now()) for each in (7, 8)])
        await call_clerk(session)
    assert await union.settles() == 1
    assert "另有2位也报" in shown(desk, "A1")[0]


async def test_urgent_legal_aid_comes_first_then_what_is_new_then_words(
    union: Office, desk: Chat, rider: Phone
) -> None:
    old = await union.files(rider, "微波炉不通电")
    await union.settles()
    await union.hears(old, "还没好")
    await union.files(rider, "门锁着", category="locked")
    await union.files(rider, SECRET, kind=CaseKind.LEGAL_AID, category="injury", is_urgent=True)
    await union.settles()
    begun = [topic.name[:4].strip() for topic in desk.topics.values()]
    assert begun == ["A1 新", "急 L1", "A2 新"]
    order = [each.data.get("text", "")[:4] for each in desk.visible() if each.service is None]
    assert order == ["A1 东", "L1 急", "A2 门", "师傅#1"]


async def test_forty_cases_and_a_hundred_messages_at_once_need_few_calls(
    union: Office, desk: Chat, rider: Phone
) -> None:
    cases = [await union.files(rider, f"第{number}件") for number in range(40)]
    for number in range(100):
        await union.hears(cases[number % 40], f"第{number}句")
    assert await union.settles() == 40 * 3
    for number, case in enumerate(cases):
        [_, said] = shown(desk, case.reference)
        assert f"第{number}句" in said
        assert f"第{number + 40}句" in said


async def test_a_case_that_goes_to_another_union_leaves_word_and_is_shown_there_whole(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    above = union.forum(chidi, title="市里的群")
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "还没好")
    await union.settles()
    async with union.database.writing() as session, session.begin():
        city = await session.scalar(select(Union).where(Union.parent_id.is_(None)))
        assert city is not None
        city.desk_chat_id = above.id
        fresh = await session.get_one(type(case), case.id)
        fresh.union_id, fresh.level = city.id, 1
        await place(session, fresh, union.clock.now())
    await union.settles()
    number = topic_called(desk, "A1") or 0
    assert title(desk, "A1").startswith("A1 转走 · ")
    assert "转到温州市总工会了，这里不再接" in shown(desk, "A1")[0]
    assert desk.topics[number].is_closed
    [card, said] = shown(above, "A1")
    assert "微波炉不通电" in card
    assert said.endswith("还没好")


async def test_a_desk_that_is_bound_later_shows_what_was_filed_before(union: Office, rider: Phone) -> None:
    await found_desks(union.database)
    await union.files(rider, "微波炉不通电")
    await union.settles()
    group = union.forum(rider)
    async with union.database.writing() as session, session.begin():
        for each in await session.scalars(select(Union)):
            each.desk_chat_id = group.id if each.parent_id is None else None
    await union.settles()
    assert len(shown(group, "A1")) == 1


async def test_a_line_of_the_bots_own_calls_who_took_it_and_a_workers_words_call_nobody(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, '<a href="tg://user?id=1">师傅</a>说的')
    await union.settles()
    called = f'<a href="tg://user?id={chidi.person.id}">李敏</a>接的，看一眼。'
    await union.hears(case, called, side=Side.BOT)
    await union.settles()
    number = topic_called(desk, "A1") or 0
    entities = [entity for message in desk.visible(number) for entity in message.data.get("entities", [])]
    assert [entity["url"] for entity in entities if "url" in entity] == [f"tg://user?id={chidi.person.id}"]
