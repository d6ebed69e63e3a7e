"""The map: fingers, mouse and keys on it, a walk across it, and what it shows."""

from collections.abc import AsyncIterator

import pytest

from playground import Playground
from tests.page.chromium import page_of_chromium
from tests.page.sheet import HERE, MIDDLE, Sheet, laid, line, station

SPITE = "<img src=x onerror=\"document.title='ran'\">"
SLACK_METERS = 5
"""The page's clock runs on between two orders to it."""


@pytest.fixture
async def sheet(request: pytest.FixtureRequest) -> AsyncIterator[Sheet]:
    """The map alone, on a page that fingers touch."""
    motion = getattr(request, "param", None)
    async with Playground() as playground, page_of_chromium(has_touch=True, reduced_motion=motion) as page:
        yield await laid(page, playground)


async def test_two_fingers_move_the_ground_with_them_and_nobody_stands_there(sheet: Sheet) -> None:
    west, east = await sheet.place_at(150, 200), await sheet.place_at(250, 200)
    await sheet.touches("touchStart", (150, 200), (250, 200))
    await sheet.touches("touchMove", (130, 240), (250, 200))
    await sheet.touches("touchMove", (90, 260), (310, 260))
    await sheet.touches("touchEnd")
    assert await sheet.place_at(90, 260) == pytest.approx(west, abs=1e-5)
    assert await sheet.place_at(310, 260) == pytest.approx(east, abs=1e-5)
    assert not await sheet.stood()


async def test_a_tap_of_two_fingers_stands_nowhere(sheet: Sheet) -> None:
    await sheet.touches("touchStart", (150, 200), (250, 200))
    await sheet.touches("touchEnd")
    assert not await sheet.stood()


async def test_one_finger_drags_and_a_tap_stands(sheet: Sheet) -> None:
    north = await sheet.place_at(200, 100)
    await sheet.touches("touchStart", (200, 100))
    await sheet.touches("touchMove", (200, 150))
    await sheet.touches("touchMove", (200, 200))
    await sheet.touches("touchEnd")
    assert not await sheet.stood()
    await sheet.touches("touchStart", MIDDLE)
    await sheet.touches("touchEnd")
    assert await sheet.stood() == [pytest.approx(list(north), abs=1e-6)]


async def test_a_double_click_stands_once_and_two_clicks_apart_twice(sheet: Sheet) -> None:
    await sheet.page.mouse.dblclick(*MIDDLE)
    assert len(await sheet.stood()) == 1
    await sheet.page.mouse.click(50, 50)
    assert len(await sheet.stood()) == 2


async def test_the_wheel_keeps_what_is_under_the_mouse(sheet: Sheet) -> None:
    before, scale = await sheet.place_at(100, 300), await sheet.page.evaluate("map.view.scale")
    await sheet.page.mouse.move(100, 300)
    await sheet.page.mouse.wheel(0, -100)
    await sheet.page.wait_for_function("(scale) => map.view.scale > scale", arg=scale)
    assert await sheet.place_at(100, 300) == pytest.approx(before, abs=1e-6)


async def test_a_mouse_and_a_keyboard_read_name_state_and_hours_as_text(sheet: Sheet) -> None:
    await sheet.takes(station(SPITE, hours="08:00-18:00"))
    says = sheet.page.locator("#says")
    await sheet.page.mouse.move(*MIDDLE)
    assert await says.text_content() == f"{SPITE}，开着，08:00-18:00"
    await sheet.page.mouse.move(50, 50)
    assert await says.text_content() == ""
    await sheet.page.keyboard.press("Tab")
    assert await says.text_content() == f"离十字最近：{SPITE}，开着，08:00-18:00，0 米"
    await sheet.page.keyboard.press("ArrowUp")
    assert "700 米" in str(await says.text_content())
    assert await sheet.page.locator("img").count() == 0


async def test_a_line_is_put_down_point_by_point_and_taken_back(sheet: Sheet) -> None:
    await sheet.draws_a_line()
    for x in (100, 200, 300):
        await sheet.page.mouse.click(x, 200)
    await sheet.page.keyboard.press("ArrowRight")
    await sheet.page.keyboard.press("Enter")
    await sheet.page.keyboard.press("Backspace")
    await sheet.page.keyboard.press("Escape")
    assert await sheet.page.evaluate("heard") == [1, 2, 3, 4, 3, 2]
    assert "2 个点" in str(await sheet.page.locator("#says").text_content())
    points = await sheet.page.evaluate("map.endLine()")
    assert len(points) == 2
    assert not await sheet.stood(), "points of a line are no places to stand"
    await sheet.page.mouse.click(*MIDDLE)
    assert len(await sheet.stood()) == 1


async def test_a_line_begins_where_one_stands_and_escape_gives_it_up(sheet: Sheet) -> None:
    await sheet.page.mouse.click(*MIDDLE)
    await sheet.draws_a_line()
    await sheet.page.mouse.click(300, 200)
    for _ in range(2):
        await sheet.page.keyboard.press("Escape")
    assert await sheet.page.evaluate("heard") == [2, 1, None]
    await sheet.page.mouse.click(100, 100)
    assert len(await sheet.stood()) == 2


async def test_who_walks_tells_every_second_where_they_are_and_once_that_they_arrived(sheet: Sheet) -> None:
    await sheet.page.clock.install()
    await sheet.walks(60)
    await sheet.page.clock.run_for(10_000)
    assert await sheet.meters_north() == pytest.approx([60, 80, 20, 0], abs=SLACK_METERS)
    assert await sheet.page.evaluate("ended") == [True]


async def test_who_stops_on_the_way_is_heard_of_no_more(sheet: Sheet) -> None:
    await sheet.page.clock.install()
    await sheet.walks(30)
    await sheet.page.clock.run_for(2_000)
    await sheet.page.evaluate("() => { walk.stop(); walk.stop(); }")
    await sheet.page.clock.run_for(10_000)
    assert await sheet.meters_north() == pytest.approx([30, 60], abs=SLACK_METERS)
    assert await sheet.page.evaluate("ended") == [False]
    stays = await sheet.page.evaluate("walk.place().latitude")
    assert stays == pytest.approx(HERE[0] + 60 / 111195, abs=SLACK_METERS / 111195)


@pytest.mark.parametrize(("sheet", "most"), [("reduce", 1), ("no-preference", 10_000)], indirect=["sheet"])
async def test_who_walks_glides_only_for_those_who_like_motion(sheet: Sheet, most: int) -> None:
    count = "() => { const paint = map.paint; map.paint = () => { frames += 1; paint.call(map); }; }"
    await sheet.walks(1)
    await sheet.settles()
    await sheet.page.evaluate(count)
    await sheet.page.wait_for_timeout(900)
    assert (2 if most > 1 else 0) <= await sheet.page.evaluate("frames") <= most


async def test_the_ground_is_drawn_from_its_data(sheet: Sheet) -> None:
    away = [(27.9, 120.6), (27.9, 120.7), (28.1, 120.7), (28.1, 120.6), (27.9, 120.6)]
    district = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[longitude, latitude] for latitude, longitude in away]]},
        "properties": {"name": "东岸区"},
    }
    bare = await sheet.color_at(*MIDDLE)
    await sheet.takes(district)
    assert [word["text"] for word in await sheet.written() if word["text"] == "东岸区"]
    river = line("river", (27.9, 120.65), (28.0, 120.65), (28.1, 120.65), name="清渡江")
    await sheet.takes(district, river, line("road", (28.01, 120.6), (28.01, 120.7), name="渡口路"))
    assert "渡口路" in [word["text"] for word in await sheet.written()]
    red, _, blue = await sheet.color_at(MIDDLE[0], 20)
    assert blue > red + 20, f"a river is blue, where {bare} was"
    assert "清渡江" in [word["text"] for word in await sheet.written()]


async def test_no_name_lies_on_another_and_open_doors_are_named_first(sheet: Sheet) -> None:
    crowd = [station(f"关着的驿站{number}", 28 + number / 1500, state="closed") for number in range(-9, 9)]
    await sheet.takes(*crowd, station("开着的驿站", 28.0001, 120.6503), station("长" * 40, 28.02))
    words = await sheet.written()
    texts = [word["text"] for word in words]
    assert "开着的驿站" in texts
    assert "长" * 17 + "…" in texts
    assert len([text for text in texts if text.startswith("关着")]) > 2
    for one in words:
        for other in words:
            apart = (
                abs(one["left"] - other["left"]) >= min(one["wide"], other["wide"]) or abs(one["y"] - other["y"]) >= 12
            )
            assert one is other or apart, (one, other)


async def test_too_many_stations_to_tell_apart_are_counted(sheet: Sheet) -> None:
    many = [
        station(str(n), 27.98 + n % 100 / 2500, 120.63 + n // 100 / 3000, "open" if n % 3 else "closed")
        for n in range(12_000)
    ]
    await sheet.takes(*many)
    texts = [word["text"] for word in await sheet.written()]
    numbers = [int(text) for text in texts if text.isdigit()]
    [told] = [text for text in texts if "驿站" in text]
    assert f"，{sum(numbers)} 个开着" in told
    assert len(texts) < 150


async def test_everybody_is_shown_by_name_and_a_tap_moves_the_one_in_hand(sheet: Sheet) -> None:
    people = [
        {"id": 1, "name": "Ana", "latitude": 28.005, "longitude": 120.65, "color": "#1769e0"},
        {"id": 2, "name": SPITE, "latitude": 28, "longitude": 120.65, "color": "#b0377f"},
        {"id": 3, "name": "Chidi", "latitude": None, "longitude": None, "color": "#0f7a45"},
    ]
    await sheet.page.evaluate("(people) => map.show(people, 1)", people)
    before = {word["text"]: word["y"] for word in await sheet.written()}
    assert {"Ana", f"{SPITE[:17]}…"} <= before.keys()
    assert "Chidi" not in before
    await sheet.page.mouse.click(200, 300)
    after = {word["text"]: word["y"] for word in await sheet.written()}
    assert after["Ana"] > before["Ana"] + 50
    assert after[f"{SPITE[:17]}…"] == before[f"{SPITE[:17]}…"]


async def test_who_was_shown_elsewhere_after_a_walk_is_seen_there(sheet: Sheet) -> None:
    ana = {"id": None, "name": "Ana", "latitude": HERE[0], "longitude": HERE[1], "color": "#1769e0"}
    await sheet.page.clock.install()
    await sheet.page.evaluate("(ana) => map.show([ana], null)", ana)
    await sheet.walks(1000)
    await sheet.page.clock.run_for(2_000)
    home = {word["text"]: word["y"] for word in await sheet.written()}
    await sheet.page.evaluate("(ana) => map.show([ana], null)", ana | {"latitude": 27.99})
    away = {word["text"]: word["y"] for word in await sheet.written()}
    assert away["Ana"] > home["Ana"] + 50
