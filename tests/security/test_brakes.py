"""A brake forgets whom it need not remember."""

from datetime import UTC, datetime, timedelta

from app.security.brakes import BrakePerPlace

NOW = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
SPAN = timedelta(minutes=15)


def test_so_many_pass_from_one_place_and_then_nobody_for_a_while() -> None:
    brake = BrakePerPlace(2, SPAN)

    assert [brake.lets("here", NOW) for _ in range(3)] == [True, True, False]
    assert brake.lets("there", NOW)
    assert brake.lets("here", NOW + SPAN)


def test_of_a_mother_who_stopped_last_night_no_print_of_her_address_is_left_in_the_morning() -> None:
    brake = BrakePerPlace(2, SPAN)
    brake.lets("hers", NOW)

    brake.lets("somebody else's", NOW + timedelta(hours=12))

    assert list(brake._lately) == ["somebody else's"]
