"""What a run does with its documents, on redis-py: look up known ids, merge, publish one entry. The contract's keys."""

import json
import time

import redis

IDS_PER_SEARCH = 500
ENTRY_EXPIRY, STREAM_MEMORY = 200, 600
ENTRY = "$.match_team_objects.BookieGamma"


class Store:
    def __init__(self, url, market, source, period, prefix="lst"):
        self.redis = redis.Redis.from_url(url, decode_responses=True)
        self.market, self.source, self.period = market, source, period
        key = f"{prefix}-{market['key_part']}_{source}"
        self.ids_key = f"{prefix}-odi_competition_ids_{source}-{period}"
        self.index = f"idx:{prefix}{market['index_part']}_{source}"
        self.matched = f"matched_teams_{key}_stream:"
        self.published = f"BookieGamma_{key}"
        self.stream = f"{key}_stream"

    def cached_ids(self):
        value = self.redis.get(self.ids_key)
        return json.loads(value) if value else None

    def cache_ids(self, ids):
        self.redis.set(self.ids_key, json.dumps(ids), ex=60 if self.source == "live" else 1200)

    def ready_index(self):
        try:
            self.redis.execute_command("FT.INFO", self.index)
        except redis.ResponseError:
            fields = [
                ("$.match_team_objects..bookmaker", "bookmaker", "TAG"),
                ("$.arbitrage", "arbitrage", "NUMERIC"),
                ("$.created", "created", "NUMERIC"),
                ("$.arb_updated", "arb_updated", "NUMERIC"),
                ("$.bookie_updated", "bookie_updated", "NUMERIC"),
                ("$.match_date", "match_date", "TEXT"),
                (f"{ENTRY}.parent_match_id", "BookieGamma_id", "NUMERIC"),
                (f"{ENTRY}.start_time", "BookieGamma_start_time", "TAG"),
                (f"{ENTRY}.competition_name", "BookieGamma_competition_name", "TAG"),
            ]
            schema = [part for path, name, kind in fields for part in (path, "AS", name, kind)]
            self.redis.execute_command(
                "FT.CREATE", self.index, "ON", "JSON", "PREFIX", "1", self.matched, "SCHEMA", *schema
            )

    def known(self, ids):
        """Finds the keys of the matched entries of some matches."""
        self.ready_index()
        entries = {}
        with self.redis.pipeline(transaction=False) as pipe:
            for start in range(0, len(ids), IDS_PER_SEARCH):
                query = "|".join(f"@BookieGamma_id:[{one} {one}]" for one in ids[start : start + IDS_PER_SEARCH])
                pipe.execute_command(
                    "FT.SEARCH", self.index, f"({query})", "RETURN", "1", "BookieGamma_id",
                    "LIMIT", "0", "10000", "DIALECT", "2",
                )
            for reply in pipe.execute():
                for key, fields in zip(reply[1::2], reply[2::2]):
                    entries.setdefault(int(dict(zip(fields[::2], fields[1::2]))["BookieGamma_id"]), []).append(key)
        return entries

    def change(self, entries, documents):
        """Merges documents into the entries of known matches, withdraws the odds of the others; gives the ids merged."""
        changes = [(key, one) for one, keys in entries.items() for key in keys]
        with self.redis.pipeline(transaction=False) as pipe:
            for key, _ in changes:
                pipe.execute_command("JSON.GET", key, ENTRY)
            old = [json.loads(value)[0] if value else None for value in pipe.execute()]
        merged = set()
        with self.redis.pipeline(transaction=True) as pipe:
            for (key, one), before in zip(changes, old):
                if before is None or before.get("parent_match_id") != one:
                    continue
                document = documents.get(one)
                teams = before.get("teams") or {}
                if document is None:
                    patch = {name: None for name in self.market["outcomes"]} | {"teams": {name: {} for name in teams}}
                else:
                    gone = {name: None for name in teams if name not in document["teams"]}
                    patch = document | {"teams": gone | document["teams"]}
                pipe.execute_command("JSON.MERGE", key, ENTRY, json.dumps(patch))
                pipe.execute_command("JSON.SET", key, "$.arbitrage", "0")
                merged.add(one)
            pipe.execute()
        return merged

    def publish(self, documents):
        second = int(time.time())
        while self.redis.exists(f"{self.published}:{second}-{self.period}"):
            second += 1
        key = f"{self.published}:{second}-{self.period}"
        with self.redis.pipeline(transaction=True) as pipe:
            pipe.execute_command("JSON.SET", key, "$", json.dumps(documents))
            pipe.expire(key, ENTRY_EXPIRY)
            oldest = (int(time.time()) - STREAM_MEMORY) * 1000
            pipe.xadd(self.stream, {"data_key": key}, minid=oldest, approximate=False)
            pipe.execute()
        return key

    def keep(self, ledger):
        """Stores a ledger; gives how many documents were merged and how many published."""
        ids = [*ledger.kept, *(one for one in ledger.without_odds if one not in ledger.kept)]
        entries = self.known(ids) if ids else {}
        merged = self.change(entries, ledger.kept) if entries else set()
        new = [document for one, document in ledger.kept.items() if one not in merged]
        if new:
            self.publish(new)
        return {"updated": len(ledger.kept) - len(new), "created": len(new)}
