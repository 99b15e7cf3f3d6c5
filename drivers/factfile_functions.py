"""What a driver brings to an engine over a Parquet set: views, and functions that SQL does not have.

Each function gives what the program's own gives for the same arguments, and None for None: `src/fold.rs`, `src/matching.rs`,
`src/edtf.rs` and `src/store/functions` have them in Rust. It rests on the standard library alone.
"""

import re
import unicodedata

# The set's tables hold what the store's do; these are its views, in words that Spark and DuckDB both take.
VIEWS = {
    "claim": """
SELECT fact, id AS evidence, document, quote, searched_quote, source, modality, polarity, confidence, time_phrase
FROM evidence WHERE retracted IS NULL
UNION ALL
SELECT id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS BIGINT),
       'certain', '+', CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT)
FROM fact WHERE unsourced = 1""",
    "claim_history": """
SELECT fact, id AS evidence, document, quote, searched_quote, source, modality, polarity, confidence, time_phrase, load
FROM evidence
UNION ALL
SELECT e.fact, e.id, e.document, e.quote, e.searched_quote, e.source, e.modality, e.polarity, e.confidence, e.time_phrase,
       r.load
FROM evidence AS e JOIN restated AS r ON r.what = 'evidence' AND r.id = e.id
UNION ALL
SELECT id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS BIGINT),
       'certain', '+', CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT), stated_by
FROM fact WHERE stated_by IS NOT NULL
UNION ALL
SELECT id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS BIGINT),
       'certain', '+', CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT), load
FROM restated WHERE what = 'fact'""",
}

# Texts.

UNSEEN = re.compile("[\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
BASE = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n",
        "ٱ": "ا", "ی": "ي", "ک": "ك",
    }
)  # fmt: skip
APOSTROPHES = "'\u2019\u02bc\u2018"
WHITE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def fold_letters(text):
    """Case and marks of letters folded; all else stays."""
    if text is None:
        return None
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in UNSEEN.sub("", text) if not unicodedata.category(c).startswith("M")).translate(BASE)


def fold(text):
    """A name folded as for look-up."""
    if text is None:
        return None
    words = []
    for c in fold_letters(text):
        if c.isalnum() or unicodedata.category(c) in ("Nl", "No"):
            words.append(c)
        elif c not in APOSTROPHES:
            words.append(" ")
    folded = " ".join("".join(words).split())
    if not folded:
        return text.strip().lower()
    return folded[4:] if folded.startswith("the ") and folded[4:] else folded


def spaces(text):
    """A text with single spaces for white space, and none at its ends."""
    return None if text is None else WHITE.sub(" ", text).strip(" ")


def alike(one, other):
    """Whether the Jaro-Winkler similarity of two folded texts is 0.88 or more."""
    return None if one is None or other is None else _jaro_winkler(one, other) >= 0.88


def _jaro_winkler(one, other):
    similarity = _jaro(one, other)
    prefix = 0
    for a, b in zip(one[:4], other[:4]):
        if a != b:
            break
        prefix += 1
    return min(1.0, similarity + 0.1 * prefix * (1.0 - similarity))


def _jaro(one, other):
    if not one and not other:
        return 1.0
    if not one or not other:
        return 0.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    found = []
    for i, c in enumerate(one):
        for j in range(max(0, i - reach), min(i + reach + 1, len(other))):
            if not taken[j] and other[j] == c:
                taken[j] = True
                found.append(c)
                break
    if not found:
        return 0.0
    there = [c for c, was in zip(other, taken) if was]
    turned = sum(a != b for a, b in zip(found, there)) // 2
    matches = len(found)
    return (matches / len(one) + matches / len(other) + (matches - turned) / matches) / 3.0


# Dates in EDTF: the earliest and the latest day that each may mean, as Julian day numbers.

BEGINNING, END = -(1 << 40), 1 << 40
DATE = re.compile(
    r"(?:Y(?P<long>-?[0-9]+)|(?P<sign>-)?(?P<year>[0-9]{2}(?:[0-9]{2}|[0-9]X|XX)))"
    r"(?:-(?P<month>XX|[0-9]{2})(?:-(?P<day>XX|[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)*)?"
    r"(?P<offset>Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?)?)?[?~%]?",
)


def _julian(year, month, day):
    if month <= 2:
        year -= 1
    era, of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + day_of_year - 719468 + 2440588


def _text_of(julian):
    era, day_of_era = divmod(julian - (2440588 - 719468), 146097)
    of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * of_era + of_era // 4 - of_era // 100)
    from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * from_march + 2) // 5 + 1
    month = from_march + 3 if from_march < 10 else from_march - 9
    year = era * 400 + of_era + (1 if month <= 2 else 0)
    if 0 <= year <= 9999:
        return f"{year:04}-{month:02}-{day:02}"
    return f"-{-year:04}-{month:02}-{day:02}" if -9999 <= year < 0 else f"Y{year}-{month:02}-{day:02}"


def _length(year, month):
    if month == 2:
        return 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _parts(text):
    """First year, last year, month and day; a part that is not stated is None. None for what has not the form of a date."""
    found = DATE.fullmatch(text)
    if not found or (found["hour"] and (found["day"] == "XX" or text[-1] in "?~%")):
        return None
    if found["long"]:
        first = last = int(found["long"])
        if not -(1 << 31) <= first < 1 << 31:
            return None
    else:
        first, last = (int(found["year"].replace("X", digit)) for digit in "09")
        if found["sign"]:
            first, last = -last, -first
    number = lambda part: int(part) if part and part != "XX" else None  # noqa: E731
    return first, last, number(found["month"]), number(found["day"]), found


def _days(text):
    parts = _parts(text)
    if parts is None:
        return None
    first, last, month, day, found = parts
    if found["hour"]:
        offset = found["offset"]
        in_time = int(found["hour"]) < 24 and int(found["minute"]) < 60 and int(found["second"] or 0) <= 60
        if offset and offset != "Z":
            in_time = in_time and int(offset[1:3]) <= 18 and int(offset[4:] or 0) < 60
        if not in_time:
            return None
    if month is None:
        return None if day is not None else (_julian(first, 1, 1), _julian(last, 12, 31))
    if 21 <= month <= 24 and found["day"] is None:
        return _julian(first, 1, 1), _julian(last, 12, 31)
    if not 1 <= month <= 12:
        return None
    if day is None:
        return _julian(first, month, 1), _julian(last, month, _length(last, month))
    if not 1 <= day <= _length(first, month):
        return None
    return _julian(first, month, day), _julian(first, month, day)


def _interval(text):
    """Its earliest and latest day, the latest on which it may begin, and the earliest on which it may end."""
    if text is None:
        return None
    if "/" not in text:
        days = _days(text)
        return days and (days[0], days[1], days[1], days[0])
    start, end = text.split("/", 1)
    is_open = lambda part: part in ("", "..")  # noqa: E731
    if is_open(start) and is_open(end):
        return None
    begins = (BEGINNING, None) if is_open(start) else _days(start)
    ends = (None, END) if is_open(end) else _days(end)
    if begins is None or ends is None or ends[1] < begins[0]:
        return None
    inner_first = BEGINNING if start == ".." else ends[1] if start == "" else begins[1]
    inner_last = END if end == ".." else begins[0] if end == "" else ends[0]
    return begins[0], ends[1], inner_first, inner_last


def _beginning(text):
    return None if _interval(text) is None else _parts(text.split("/", 1)[0])


def year(text):
    """The year in which a date begins; None where it states none, or may mean several."""
    parts = _beginning(text)
    return parts[0] if parts and parts[0] == parts[1] else None


def month(text):
    """The month in which it begins, 1 to 12."""
    parts = _beginning(text)
    return parts[2] if parts and parts[2] and 1 <= parts[2] <= 12 else None


def day(text):
    """The day of the month on which it begins."""
    parts = _beginning(text)
    return parts[3] if parts else None


def _of_interval(at):
    def find(text):
        days = _interval(text)
        return days and days[at]

    return find


first_day, last_day, inner_first, inner_last = (_of_interval(at) for at in range(4))


def start(text):
    """Its earliest day in EDTF; None where it is open."""
    found = first_day(text)
    return None if found in (None, BEGINNING) else _text_of(found)


def end(text):
    """Its latest day in EDTF; None where it is open."""
    found = last_day(text)
    return None if found in (None, END) else _text_of(found)


# The functions by the names that statements call them by: how many texts each takes, and what it gives.
FUNCTIONS = {
    "factfile_fold_letters": (fold_letters, 1, "string"),
    "factfile_fold": (fold, 1, "string"),
    "factfile_spaces": (spaces, 1, "string"),
    "factfile_alike": (alike, 2, "boolean"),
    "factfile_year": (year, 1, "bigint"),
    "factfile_month": (month, 1, "bigint"),
    "factfile_day": (day, 1, "bigint"),
    "factfile_start": (start, 1, "string"),
    "factfile_end": (end, 1, "string"),
    "factfile_first_day": (first_day, 1, "bigint"),
    "factfile_last_day": (last_day, 1, "bigint"),
    "factfile_inner_first": (inner_first, 1, "bigint"),
    "factfile_inner_last": (inner_last, 1, "bigint"),
}


def register_duckdb(connection):
    """Makes the functions known to a DuckDB connection."""
    for name, (function, arguments, result) in FUNCTIONS.items():
        kind = {"string": "VARCHAR", "boolean": "BOOLEAN", "bigint": "BIGINT"}[result]
        connection.create_function(name, function, ["VARCHAR"] * arguments, kind, null_handling="special")


def register_spark(session):
    """Makes the functions known to a Spark session."""
    for name, (function, _, result) in FUNCTIONS.items():
        session.udf.register(name, function, result)
