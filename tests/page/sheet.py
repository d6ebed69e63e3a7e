"""A sheet: the map of the page alone in a real browser, what may be done to it, and what lies on it."""

from typing import Any, Literal

from playwright.async_api import CDPSession, Page

from playground import Playground

HERE = (28.0, 120.65)
SIDE = 400
"""The map is a square of so many pixels in the corner of the page."""
MIDDLE = (SIDE // 2, SIDE // 2)
LAID = """async (side) => {
  const { CityMap } = await import("/page/map/map.js");
  document.body.replaceChildren();
  const [frame, canvas, says] = ["div", "canvas", "p"].map((name) => document.createElement(name));
  Object.assign(canvas, { tabIndex: 0, id: "canvas" });
  says.id = "says";
  for (const box of [frame, canvas]) Object.assign(box.style, {
    position: "absolute", inset: "0 auto auto 0", width: `${side}px`, height: `${side}px`, touchAction: "none" });
  says.style.cssText = `position: absolute; top: ${side}px`;
  frame.append(canvas);
  document.body.append(frame, says);
  Object.assign(window, { stood: [], written: [], frames: 0 });
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    write.call(this, text, x, y);
    const wide = this.measureText(text).width;
    const at = this.getTransform().transformPoint({ x: this.textAlign === "center" ? x - wide / 2 : x, y });
    written.push({ text: String(text), left: at.x, y: at.y, wide });
  };
  window.map = new CityMap(canvas, says, (latitude, longitude) => stood.push([latitude, longitude]));
  map.resize();
}"""


class Sheet:
    """A CityMap alone on a page; `stood` holds where somebody stood, `written` the words of the last frame."""

    def __init__(self, page: Page, wire: CDPSession) -> None:
        self.page = page
        self._wire = wire

    async def takes(self, *features: dict[str, Any]) -> None:
        await self.page.evaluate("(data) => map.take(data)", {"type": "FeatureCollection", "features": features})
        await self.settles()

    async def settles(self) -> None:
        """Wait until what was asked for is drawn."""
        await self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    async def written(self) -> list[dict[str, Any]]:
        """The words on the map with their places, drawn anew."""
        words: list[dict[str, Any]] = await self.page.evaluate(
            "() => { written.length = 0; map.paint(); return written; }"
        )
        return words

    async def color_at(self, x: int, y: int) -> tuple[int, ...]:
        pixel = "([x, y]) => { map.paint(); return [...map.canvas.getContext('2d').getImageData(x, y, 1, 1).data]; }"
        return tuple(await self.page.evaluate(pixel, [x, y]))[:3]

    async def place_at(self, x: float, y: float) -> tuple[float, float]:
        place = await self.page.evaluate("([x, y]) => map.view.placeAt(x, y)", [x, y])
        return place["latitude"], place["longitude"]

    async def stood(self) -> list[list[float]]:
        places: list[list[float]] = await self.page.evaluate("stood")
        return places

    async def touches(self, kind: Literal["touchStart", "touchMove", "touchEnd"], *fingers: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        await self._wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    async def draws_a_line(self) -> None:
        await self.page.evaluate(
            "() => { window.heard = []; map.beginLine((points) => heard.push(points?.length ?? null)); }"
        )

    async def walks(self, meters_per_second: int) -> None:
        """Walk 100 meters north and 100 back, `moved` and `ended` hold what is heard of it."""
        await self.page.evaluate(
            """async (metersPerSecond) => {
              const { Walk } = await import("/page/map/walk.js");
              Object.assign(window, { moved: [], ended: [] });
              const [home, shop] = [28, 28 + 100 / 111195].map((latitude) => ({ latitude, longitude: 120.65 }));
              const onMove = (place) => moved.push(place), onEnd = (hasArrived) => ended.push(hasArrived);
              window.walk = new Walk([home, shop, home], { metersPerSecond, onMove, onEnd });
              map.follow(null, walk);
            }""",
            meters_per_second,
        )

    async def meters_north(self) -> list[float]:
        moved = await self.page.evaluate("moved")
        return [round((place["latitude"] - HERE[0]) * 111195, 1) for place in moved]


async def laid(page: Page, playground: Playground) -> Sheet:
    """Put a map on a bare page: a file without scripts, so that nothing else is at work."""
    await page.goto(f"{playground.url}/page/map/map.css")
    await page.evaluate(LAID, SIDE)
    return Sheet(page, await page.context.new_cdp_session(page))


def station(
    name: str, latitude: float = HERE[0], longitude: float = HERE[1], state: str = "open", **more: str
) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": place, "properties": {"name": name, "state": state, **more}}


def line(kind: str, *places: tuple[float, float], name: str = "") -> dict[str, Any]:
    way = {"type": "LineString", "coordinates": [[longitude, latitude] for latitude, longitude in places]}
    return {"type": "Feature", "geometry": way, "properties": {"kind": kind, "name": name}}
