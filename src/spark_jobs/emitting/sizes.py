"""How many events to expect. It sizes tasks only: no row depends on it."""

from collections.abc import Mapping
from datetime import timedelta

from emitting.durations import duration
from emitting.parts import Span

# As in config.yaml. What is no number here is for fleetgen to refuse, in its own words.
DEFAULTS = {
    "number_of_companies": "100",
    "drivers_per_company": "10",
    "event_rate_per_driver": "3.5",
}
COHORTS = 10
HOUR = timedelta(hours=1)


def expected_events(keys: Mapping[str, str], span: Span, age: timedelta) -> float:
    """About how many events the intervals of `span` hold, at most.

    `age` is how long the dataset has been growing by the end of the span.
    """
    given = {**DEFAULTS, **keys}
    onboarding = duration(keys.get("company_onboarding_interval", "PT1H")) or HOUR
    cohort = _number(given, "number_of_companies")
    cohorts = 1 + age // onboarding
    companies = min(cohort * cohorts, _most_companies(given, cohort))
    drivers = companies * _number(given, "drivers_per_company")
    return drivers * _number(given, "event_rate_per_driver") * span.intervals


def _most_companies(given: Mapping[str, str], cohort: float) -> float:
    most = given.get("max_companies", "null")
    if most == "unlimited":
        return float("inf")
    return cohort * COHORTS if most == "null" else _number(given, "max_companies")


def _number(given: Mapping[str, str], key: str) -> float:
    try:
        return float(given[key])
    except ValueError:
        return float(DEFAULTS.get(key, "inf"))
