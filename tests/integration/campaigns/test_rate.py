"""Against a platform with a limit the rate is kept, and no pause that it asks for is broken."""

from tests.fakes.post_office import Weather
from tests.support.broadcasts import Station, quick
from tests.support.campaigns import definition_of
from tests.support.post_office import Carrier, post_office


async def test_the_limit_of_a_platform_is_used_and_its_pauses_are_kept(station: Station) -> None:
    weather = Weather(too_many=0.005, retry_after=0.5, per_second=60)
    async with post_office(weather) as office:
        channel = Carrier(office.url, "post")
        station.channels, station.settings = [channel], quick(rates={"post": 60.0})
        await station.people(300)
        await channel.start(station.take)
        await station.begin(definition_of())
        await station.start()
        await station.row("SELECT status FROM campaigns", ("finished",))
        await station.stop()
        await channel.stop()
        report = await office.report()
    assert len(report.taken) == sum(report.taken.values()) == 300
    assert report.too_many > 0
    assert report.too_early == 0
    seconds = report.last_at - report.first_at
    assert 60 * seconds + 60 >= 300, "the limit itself"
    assert 300 / (60 * (seconds - report.paused_seconds)) > 0.5, "on a busy machine; see benchmarks"
