"""From a match on the wire to the stored document, by the same contract as src/domain/MatchDocument.ts. Pure."""

import re
import unicodedata

MARKETS = {
    "three-way": {
        "wire": "1x2",
        "sub_type_id": "1",
        "outcomes": ("1", "X", "2"),
        "keys": {"1": "1", "x": "X", "2": "2"},
        "key_part": "THREE_WAY",
        "index_part": "3way",
    },
    "btts": {
        "wire": "gg/ng",
        "sub_type_id": "29",
        "outcomes": ("yes", "no"),
        "keys": {"yes": "yes", "no": "no"},
        "key_part": "BTTS",
        "index_part": "btts",
    },
    "double-chance": {
        "wire": "double chance",
        "sub_type_id": "10",
        "outcomes": ("1X", "12", "X2"),
        "keys": {
            "1x": "1X", "1 or x": "1X", "1/x": "1X",
            "12": "12", "1 or 2": "12", "1/2": "12",
            "x2": "X2", "x or 2": "X2", "x/2": "X2",
        },
        "key_part": "DOUBLE_CHANCE",
        "index_part": "double_chance",
    },
}

PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
ODDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
ID = re.compile(r"[0-9]{1,15}")
START = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
VIRTUAL = re.compile(r"simulated reality|\bsrl\b", re.IGNORECASE)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
GAPS = {"Zs", "Zl", "Zp", "Cc"}
DROPPED = {"Cf", "Cs"}


def clean(text):
    if PLAIN.fullmatch(text):
        return text
    kinds = ((char, unicodedata.category(char)) for char in text)
    return " ".join("".join(" " if kind in GAPS else char for char, kind in kinds if kind not in DROPPED).split())


def as_text(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def is_virtual(name, category):
    return any("SRL" in text or VIRTUAL.search(text) for text in (name, category))


def letters_and_digits(text):
    return sum(unicodedata.category(char)[0] in "LN" for char in text)


def team_name(value):
    if not isinstance(value, str):
        return None
    if value.isascii() and ";" not in value and "?" not in value:
        name = clean(value)
        return name if any(map(str.isalnum, name)) else None
    decomposed = clean(unicodedata.normalize("NFKD", value).replace(";", " "))
    name = clean("".join(char for char in decomposed if char.isascii() and char != "?"))
    if letters_and_digits(name) * 2 <= letters_and_digits(decomposed):
        name = clean(unicodedata.normalize("NFC", value).replace(";", " "))
    return name if letters_and_digits(name) > 0 else None


def is_start_time(value):
    match = START.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    year, month, day, hour, minute, second = map(int, match.groups())
    if not (year > 0 and 1 <= month <= 12 and 1 <= day <= DAYS[month - 1]):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return hour < 24 and minute < 60 and second < 60 and (month != 2 or day < 29 or leap)


def match_id(value):
    if isinstance(value, str) and ID.fullmatch(value):
        value = int(value)
    return value if type(value) is int and 0 < value < 10**15 else None


def odds(value):
    text = as_text(value)
    return text if ODDS.fullmatch(text) and float(text) > 1 else None


def state(value):
    return clean(value) if isinstance(value, str) else value if isinstance(value, (bool, int, float)) else ""


def objects(value):
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def market_name(market):
    for field in ("odd_type", "market_name", "name"):
        name = market.get(field)
        if isinstance(name, str) and (text := clean(name)):
            return text.lower()
    return ""


def outcomes_of(market):
    yield from objects(market.get("outcomes"))
    for line in objects(market.get("lines")):
        if line.get("specifiers") in (None, ""):
            yield from objects(line.get("outcomes"))


def params_of(source, day, competition="", sub_type=""):
    return {
        "src": "1" if source == "live" else "2",
        "sport_id": "soccer",
        "day": day if source == "upcoming" else "",
        "competition_id": competition,
        "sub_type_id": sub_type,
        "tab": "",
        "country_id": "",
        "sort_by": "",
        "trials": "0",
    }


def matches_of(body):
    """Lists an answer's matches with their groups; None where the answer has drifted."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        return None
    if not any(isinstance(data.get(name), list) for name in ("competitions", "leagues", "matches")):
        return None
    found = []
    for name in ("competitions", "leagues"):
        for group in objects(data.get(name)):
            if isinstance(group.get("matches"), list):
                found.extend((match, group) for match in group["matches"])
    if isinstance(data.get("matches"), list):
        found.extend((match, {}) for match in data["matches"])
    return found


def document_of(match, group, market, created, day):
    """Makes the document of one match; else the reason why there is none, and the id where the market is the reason."""
    if not isinstance(match, dict):
        return None, "not-a-match", None

    def inherited(field):
        value = match.get(field)
        return as_text(group.get(field) if value is None else value)

    if inherited("sport_name").lower() != "soccer":
        return None, "not-soccer", None
    competition, category = inherited("competition_name"), inherited("category_name")
    if is_virtual(competition, category):
        return None, "virtual", None
    identity = match_id(match.get("parent_match_id"))
    if identity is None:
        return None, "bad-id", None
    home, away = team_name(match.get("home_team")), team_name(match.get("away_team"))
    if home is None or away is None:
        return None, "no-team", None
    start_time = match.get("start_time")
    if not is_start_time(start_time):
        return None, "bad-start-time", None

    wire = next((one for one in objects(match.get("markets")) if market_name(one) == market["wire"]), None)
    if wire is None:
        return None, "no-market", identity
    found = {}
    for outcome in outcomes_of(wire):
        key = market["keys"].get(as_text(outcome.get("outcome_key")).lower())
        if key is not None and key not in found and (price := odds(outcome.get("odd_value"))) is not None:
            found[key] = price, outcome
    team_odds, states = {}, {}
    for key in market["outcomes"]:
        if key not in found:
            return None, "incomplete-market", identity
        price, outcome = found[key]
        team_odds[key] = {
            "odd_value": price,
            "prev_oddValue": odds(outcome.get("prev_odd_value")) or "",
            "outcome": as_text(outcome.get("outcome_name")),
        }
        states[key] = {
            "odd_": price,
            "live": state(outcome.get("live")),
            "odd_status": state(outcome.get("status")),
            "event_status": state(outcome.get("active")),
            "split(%)": "",
            "currency": "",
        }
    return {
        "bookmaker": "BookieGamma",
        "start_time": start_time,
        "competition_name": f"{competition}_{category}".lower(),
        "teams": {f"{home};{away}": team_odds},
        "parent_match_id": identity,
        "create_date": created,
        "target_date": day,
        **states,
    }, None, identity


class Ledger:
    """Keeps the documents of a run and counts what was rejected."""

    def __init__(self, market, created, day):
        self.market, self.created, self.day = market, created, day
        self.seen, self.kept, self.rejected, self.without_odds = 0, {}, {}, set()

    def add(self, matches):
        for match, group in matches:
            self.seen += 1
            document, reason, identity = document_of(match, group, self.market, self.created, self.day)
            if document is not None and identity in self.kept:
                document, reason = None, "duplicate"
            if document is not None:
                self.kept[identity] = document
                continue
            self.rejected[reason] = self.rejected.get(reason, 0) + 1
            if identity is not None and reason != "duplicate":
                self.without_odds.add(identity)

    @property
    def counts(self):
        return {"seen": self.seen, "kept": len(self.kept), "rejected": self.rejected}
