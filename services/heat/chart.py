"""The chart: a day's temperature and its hot hours as a picture that is read at a glance on a phone."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 800, 400
LEFT, RIGHT, TOP, BOTTOM = 84, 764, 128, 338
"""The edges of the plot; over it the maximum and the hot hours, under it the hours, beside it the degrees."""
FIRST_HOUR, LAST_HOUR = 6, 24
SHARPNESS: Final = 2  # drawn so many times as large, then made smaller: smooth edges
COLORS_KEPT: Final = 40
PACKING: Final = 6  # a tighter one saves a tenth of 10 KB and takes ten times as long
DEGREES_SHOWN: Final = 12.0  # what is cooler is on the ground: what is hot has the room

PAPER, INK, FAINT, GLOW = "#ffffff", "#1d2733", "#7b8794", "#fdebd3"
COOL, WARM = "#c3d3e0", "#f6d3a0"
BANDS: Final = ((35.0, "#ffd43b"), (37.0, "#f0700a"), (40.0, "#8f0d12"))
"""From so many degrees on; each darker than the one before, for eyes that do not tell red from green."""


def draw_chart(hours: Sequence[float], hot: tuple[float, float], maximum: float) -> bytes:
    """A PNG of 800 by 400 pixels and some 10 KB, the same bytes for the same day; it takes some 40 ms.

    `hours` are the degrees Celsius of 24 local hours, `hot` from when until when it is hot, in hours of the day;
    `maximum` is the day's, as the newest warning or forecast has it.
    """
    return _Chart(hours, hot, maximum).png()


def color_at(celsius: float) -> str:
    """The color of a temperature."""
    return next((color for degrees, color in reversed(BANDS) if celsius >= degrees), COOL)


class _Chart:
    def __init__(self, hours: Sequence[float], hot: tuple[float, float], maximum: float) -> None:
        self.hours, self.hot, self.maximum = hours, hot, maximum
        day = hours[FIRST_HOUR:]
        self.highest = max(*day, maximum, BANDS[1][0]) + 1.0
        self.lowest = max(min(*day, BANDS[0][0]) - 1.0, self.highest - DEGREES_SHOWN)
        self.image = Image.new("RGB", (WIDTH * SHARPNESS, HEIGHT * SHARPNESS), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def png(self) -> bytes:
        """All of it, back to front."""
        self._area()
        self._degrees()
        self._hours()
        self._headline()
        small = self.image.reduce(SHARPNESS).quantize(COLORS_KEPT, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        file = io.BytesIO()
        small.save(file, "PNG", compress_level=PACKING)
        return file.getvalue()

    def _area(self) -> None:
        """The hot hours as a band; what lies under the curve, in the color of its height; and the curve."""
        since, until = map(self._x, self.hot)
        self._box(since, TOP, until, BOTTOM, GLOW)
        curve = [(self._x(hour), self._y(self._celsius(hour))) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
        under = Image.new("1", self.image.size)
        corners = [(RIGHT, BOTTOM), (LEFT, BOTTOM)]
        ImageDraw.Draw(under).polygon(_large(*curve, *corners), fill=1)
        self.image.paste(self._stripes(), mask=under)
        self.pen.line(_large(*curve), INK, 5 * SHARPNESS, joint="curve")

    def _stripes(self) -> Image.Image:
        """Every height in its color, as wide as the picture."""
        stripes = Image.new("RGB", self.image.size, COOL)
        since, until = map(self._x, self.hot)
        ImageDraw.Draw(stripes).rectangle(_large((since, TOP), (until, BOTTOM)), WARM)
        for degrees, color in BANDS:
            bottom = self._y(degrees) * SHARPNESS
            if bottom > 0:
                ImageDraw.Draw(stripes).rectangle((0, 0, stripes.width, bottom), color)
        return stripes

    def _degrees(self) -> None:
        """The lines of 35, 37 and 40 degrees, as far as the day comes near them."""
        for degrees, _ in BANDS:
            y = self._y(degrees)
            if y >= TOP:
                self.pen.line(_large((LEFT, y), (RIGHT, y)), INK, SHARPNESS)
                self._write(f"{degrees:.0f}°", LEFT - 10, y, 34, "rm")

    def _hours(self) -> None:
        """The axis, thick where it is hot."""
        self._box(LEFT, BOTTOM, RIGHT, BOTTOM + 3, FAINT)
        since, until = map(self._x, self.hot)
        self._box(since, BOTTOM, until, BOTTOM + 10, INK)
        for hour in range(FIRST_HOUR, LAST_HOUR + 1, 3):
            self._write(str(hour), self._x(hour), BOTTOM + 36, 34, "mm")

    def _headline(self) -> None:
        """The maximum, as the words beside it say it, on its color; and from when until when it is hot."""
        shown = f"{self.maximum:.1f}".removesuffix(".0")
        color = color_at(float(shown))
        box = _large((16, 14), (262, 112))
        self.pen.rounded_rectangle(box, 20 * SHARPNESS, color)
        ink = PAPER if color == BANDS[-1][1] else INK
        self._write(f"{shown}°C", 139, 64, 88 if len(shown) < len("36.6") else 66, "mm", ink)
        self._write(_clock(self.hot[0]), 496, 64, 72, "rm")
        self._box(512, 61, 546, 68, INK)  # the font has no dash
        self._write(_clock(self.hot[1]), 562, 64, 72, "lm")

    def _celsius(self, hour: int) -> float:
        """Of midnight nothing is told: it goes on as it went from 22 to 23 o'clock."""
        return self.hours[hour] if hour < len(self.hours) else 2 * self.hours[-1] - self.hours[-2]

    def _x(self, hour: float) -> float:
        within = min(max(hour, FIRST_HOUR), LAST_HOUR)
        return LEFT + (within - FIRST_HOUR) / (LAST_HOUR - FIRST_HOUR) * (RIGHT - LEFT)

    def _y(self, celsius: float) -> float:
        celsius = max(celsius, self.lowest)
        return BOTTOM - (celsius - self.lowest) / (self.highest - self.lowest) * (BOTTOM - TOP)

    def _box(self, left: float, top: float, right: float, bottom: float, color: str) -> None:
        self.pen.rectangle(_large((left, top), (right, bottom)), color)

    def _write(self, text: str, x: float, y: float, size: int, anchor: str, color: str = INK) -> None:
        font = ImageFont.load_default(size * SHARPNESS)  # comes with Pillow: digits need no other
        self.pen.text(_large((x, y))[0], text, color, font, anchor, stroke_width=SHARPNESS, stroke_fill=color)


def _large(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * SHARPNESS, y * SHARPNESS) for x, y in points]


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
