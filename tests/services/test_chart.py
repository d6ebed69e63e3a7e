"""The chart: what a rider sees at a glance, in colors that nobody confuses, in few bytes."""

import io
import math
import random

import pytest
from PIL import Image, ImageColor

from services.heat.chart import BANDS, BOTTOM, GLOW, HEIGHT, LEFT, PAPER, RIGHT, TOP, WIDTH, color_at, draw_chart

HOT = (11.0, 17.0)
LARGEST_BYTES = 12_000


def day(maximum: float, lowest: float = 26.0) -> list[float]:
    """24 hours that are hottest at 14:30."""
    warmth = [max(0.0, math.cos((hour - 14.5) / 11 * math.pi / 2)) for hour in range(24)]
    return [lowest + (maximum - lowest) * part for part in warmth]


def seen(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def looks_like(pixel: object, color: str) -> bool:
    """Whether a pixel has this color, as far as anybody sees."""
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 8 for one, other in zip(pixel, ImageColor.getrgb(color), strict=True))


def share(image: Image.Image, color: str) -> float:
    plot = [image.getpixel((x, y)) for x in range(LEFT, RIGHT, 4) for y in range(TOP, BOTTOM, 4)]
    return sum(looks_like(pixel, color) for pixel in plot) / len(plot)


def x_of(hour: float) -> int:
    return round(LEFT + (hour - 6) / 18 * (RIGHT - LEFT))


def test_the_same_day_is_the_same_picture_and_another_is_not() -> None:
    assert draw_chart(day(38), HOT, 38) == draw_chart(day(38), HOT, 38)
    assert draw_chart(day(38), HOT, 38) != draw_chart(day(38), HOT, 39)


@pytest.mark.parametrize(("maximum", "colors"), [(34.0, 0), (36.5, 1), (38.0, 2), (41.5, 3)])
def test_each_degree_of_heat_has_its_color_and_a_cooler_day_has_none_of_it(maximum: float, colors: int) -> None:
    image = seen(draw_chart(day(maximum), HOT, maximum))
    shown = [share(image, color) > 0.01 for _, color in BANDS]
    assert shown == [True] * colors + [False] * (3 - colors)
    assert looks_like(image.getpixel((30, 63)), color_at(maximum)), "the headline stands on the color of the maximum"


def test_the_headline_has_the_color_of_the_number_that_it_shows() -> None:
    for maximum, color in ((36.94, BANDS[0][1]), (36.96, BANDS[1][1])):
        assert looks_like(seen(draw_chart(day(maximum), HOT, maximum)).getpixel((30, 63)), color)


def test_the_hot_hours_are_a_band_and_the_others_are_not() -> None:
    image = seen(draw_chart(day(38), HOT, 38))
    assert [looks_like(image.getpixel((x_of(hour), TOP + 3)), GLOW) for hour in (10.8, 11.2, 16.8, 17.2)] == [
        False, True, True, False
    ]  # fmt: skip
    assert looks_like(image.getpixel((x_of(8), TOP + 3)), PAPER)


def test_who_sees_no_colors_tells_them_by_their_lightness() -> None:
    light = [sum(part * weight for part, weight in zip(ImageColor.getrgb(color), (0.299, 0.587, 0.114), strict=True))
             for _, color in BANDS]  # fmt: skip
    assert light[0] - light[1] > 60
    assert light[1] - light[2] > 60


def test_whatever_the_day_it_is_one_small_picture() -> None:
    dice = random.Random(38)
    for _ in range(20):
        lowest, maximum = dice.uniform(-5, 30), dice.uniform(31, 45)
        since = dice.uniform(0, 20)
        jagged = [celsius + dice.uniform(-2, 2) for celsius in day(maximum, lowest)]
        picture = draw_chart(jagged, (since, since + dice.uniform(0.5, 6)), maximum)
        assert len(picture) <= LARGEST_BYTES
        assert seen(picture).size == (WIDTH, HEIGHT)
