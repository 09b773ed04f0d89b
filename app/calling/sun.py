"""When the sun sets; the hours around iftar follow it."""

import math
from datetime import UTC, date, datetime, time, timedelta

HORIZON = -0.833  # degrees; where the upper edge of the sun disappears, with the usual refraction
JULIAN_2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def sunset(day: date, latitude: float, longitude: float) -> datetime:
    """Sunset in UTC, to about two minutes, for places between the polar circles.

    The sunrise equation: mean solar noon, the sun's ecliptic longitude and declination, then half the arc of the day.

    Args:
        day: The date at that place.
        latitude: Degrees north.
        longitude: Degrees east.
    """
    days = (datetime.combine(day, time(12), UTC) - JULIAN_2000).days
    noon = days - longitude / 360
    anomaly = math.radians((357.5291 + 0.98560028 * noon) % 360)
    centre = 1.9148 * math.sin(anomaly) + 0.02 * math.sin(2 * anomaly) + 0.0003 * math.sin(3 * anomaly)
    ecliptic = math.radians((math.degrees(anomaly) + centre + 180 + 102.9372) % 360)
    transit = noon + 0.0053 * math.sin(anomaly) - 0.0069 * math.sin(2 * ecliptic)
    tilt = math.asin(math.sin(ecliptic) * math.sin(math.radians(23.4397)))
    high = math.radians(latitude)
    arc = (math.sin(math.radians(HORIZON)) - math.sin(high) * math.sin(tilt)) / (math.cos(high) * math.cos(tilt))
    return JULIAN_2000 + timedelta(days=transit + math.degrees(math.acos(arc)) / 360)
