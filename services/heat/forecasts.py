"""Forecasts that we keep: what a district's days may be like."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from models import Forecast as Row
from services.heat.report import Forecast


async def keep(session: AsyncSession, forecast: Forecast) -> None:
    """Remember it, in the place of what was forecast of that day before."""
    await session.merge(
        Row(
            adcode=forecast.adcode, day=forecast.day, maximum=forecast.maximum,
            hours=";".join(f"{hour:.1f}" for hour in forecast.hours),
            attribution=forecast.attribution, heard_at=forecast.asked_at,
        )
    )  # fmt: skip


async def maximum_of(session: AsyncSession, adcode: str, day: date) -> float | None:
    """What a district's day may come to in °C; None where nobody forecast it."""
    row = await session.get(Row, (adcode, day))
    return row.maximum if row else None


def hours_of(row: Row) -> tuple[float, ...]:
    """The 24 temperatures of its local day in °C, or none of them."""
    return tuple(float(hour) for hour in row.hours.split(";")) if row.hours else ()
