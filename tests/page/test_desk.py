"""The desk on the page: a group with its topics through the eyes of its members, and what hangs on messages."""

from playwright.async_api import expect

from playground import Chat
from tests.homes import only_sqlite
from tests.page.tab import PATIENCE_MS, SPITE, Tab

pytestmark = only_sqlite


async def desk(tab: Tab) -> Chat:
    """A forum with Ana and Chidi in it, seen by Ana on the first phone."""
    chidi = tab.playground.person(first_name="Chidi")
    group = tab.playground.group("办事群", [tab.phone.person, chidi], is_forum=True)
    await tab.first.locator(".who").select_option(label="Ana · 办事群", timeout=PATIENCE_MS)
    await expect(tab.first.locator(".bot")).to_have_text("办事群", timeout=PATIENCE_MS)
    return group


async def test_each_topic_is_a_conversation_of_its_own(tab: Tab) -> None:
    await tab.opens()
    group = await desk(tab)
    for name in ("A17 东西坏了", SPITE):
        topic = await tab.gets("createForumTopic", chat_id=group.id, name=name)
        await tab.gets("sendMessage", chat_id=group.id, message_thread_id=topic["message_thread_id"], text=f"in {name}")
    await tab.first.get_by_role("button", name="A17 东西坏了").click()
    await tab.sees("in A17")
    await expect(tab.chat).not_to_contain_text("onerror")
    await tab.first.get_by_role("textbox").fill("我来")
    await tab.page.keyboard.press("Enter")
    await tab.sees("我来")
    await tab.first.get_by_role("button", name=SPITE).click()
    await tab.sees(f"in {SPITE}")
    await expect(tab.chat).not_to_contain_text("我来")
    assert await tab.page.title() == "口袋里的 Telegram"


async def test_one_sees_who_wrote_what(tab: Tab) -> None:
    await tab.opens()
    group = await desk(tab)
    chidi = next(person for person in group.members.values() if person.first_name == "Chidi")
    await tab.playground.phone(chidi, group).types("早上好")
    await expect(tab.chat.locator(".from-other")).to_contain_text("Chidi", timeout=PATIENCE_MS)


async def test_a_picture_a_voice_and_a_file_are_sent_and_shown(tab: Tab) -> None:
    await tab.opens()
    for what, shown in (("发一张样照", "img.photo"), ("发一段语音", "audio.voice")):
        await tab.first.locator(".attach summary").click()
        await tab.first.get_by_role("button", name=what).click()
        await expect(tab.chat.locator(shown)).to_have_count(1, timeout=PATIENCE_MS)
    image = tab.chat.locator("img.photo")
    await expect(image).to_have_js_property("complete", True, timeout=PATIENCE_MS)
    assert await image.evaluate("(image) => image.naturalWidth") > 0, "a true picture"
    await tab.first.locator("input[type=file]").set_input_files(
        {"name": f"{SPITE}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 canary"}
    )
    await expect(tab.chat.locator(".attached")).to_contain_text("onerror", timeout=PATIENCE_MS)
    assert await tab.page.title() == "口袋里的 Telegram"
