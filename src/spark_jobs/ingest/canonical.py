"""The one form of a valid line, as the data contract lays it out."""

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-%d[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
UUID_V4 = UUID % 4
UUID_V7 = UUID % 7
SEQ = r"(?:(\d{3})|([1-9]\d{3}))"
# A truck's number is the company's number x 10,000 + seq, so it ends in seq, four digits wide.
TRUCK = r"TRK-(?:0|[1-9]\d{0,15})-(?:[1-9]\d{0,11})?(?:0\2|\3)"
EVENT_TYPES = ("start driving", "stopped driving", "delivered")

_LEAP = (
    r"(?:19(?:7[26]|8[048]|9[26])|[2-9]\d(?:0[48]|[2468][048]|[13579][26])"
    r"|(?:[2468][048]|[3579][26])00)"
)
_DATE = (
    r"(?:(?:19[7-9]\d|[2-9]\d{3})-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|" + _LEAP + r"-02-29)"
)
# UTC, to the millisecond, from 1970 to 9999, dates that exist.
TIMESTAMP = _DATE + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z"

# `\z`, since `$` would let a trailing \r through. Group 1 is the driver's company.
EVENT = (
    r'\A\{"event_id":"' + UUID_V7 + r'","driver_id":"DRV-(' + UUID_V4 + ")-" + SEQ
    + r'","company_id":"\1","truck_id":"' + TRUCK
    + r'","event_type":"(?:' + "|".join(EVENT_TYPES) + r')","timestamp":"' + TIMESTAMP + r'"\}\z'
)  # fmt: skip
COMPANY = (
    r'\A\{"company_id":"' + UUID_V4 + r'","geography":"[A-Z0-9_-]{1,16}","active":(?:true|false)'
    r',"created_at":"' + TIMESTAMP + r'"\}\z'
)
EVENT_FIELDS = ("event_id", "driver_id", "company_id", "truck_id", "event_type", "timestamp")
# The event's own millisecond opens its id.
SAME_TIME = (
    "lpad(lower(hex(unix_millis(timestamp))), 12, '0')"
    " = concat(substr(event_id, 1, 8), substr(event_id, 10, 4))"
)
