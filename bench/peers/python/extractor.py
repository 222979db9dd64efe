"""The design that this project comes from: aiohttp, a semaphore, gather, retries, redis-py; one market a process.

    extractor.py MARKET SOURCE PERIOD --url URL [--redis-url URL]

Without a Redis nothing is stored. Prints the counts of the run as JSON.
"""

import argparse
import asyncio
import json
import sys
import time
from datetime import datetime, timedelta, timezone

import aiohttp

from documents import MARKETS, Ledger, as_text, is_virtual, matches_of, params_of

TRIES, FIRST_WAIT, TRY_TIMEOUT = 8, 0.1, 30
TRANSIENT = {408, 429, 500, 502, 503, 504}
NAIROBI = timezone(timedelta(hours=3))


class Failed(Exception):
    pass


async def fetch(session, url, params):
    """Gets one answer as JSON; tries again, with growing waits, what may pass."""
    for attempt in range(TRIES):
        wait = FIRST_WAIT * 2**attempt
        try:
            async with session.get(url, params=params) as response:
                if response.status == 200:
                    return await response.json(content_type=None)
                if response.status not in TRANSIENT:
                    raise Failed(f"status {response.status}")
                after = response.headers.get("retry-after", "")
                if after.isdigit():
                    wait = max(wait, int(after))
        except (aiohttp.ClientError, asyncio.TimeoutError):
            pass
        except ValueError as error:
            raise Failed("no JSON") from error
        if attempt + 1 < TRIES:
            await asyncio.sleep(wait)
    raise Failed("failing to the end")


def ids_of(listing):
    ids = {}
    for competition in listing["data"]["competitions"]:
        one = as_text(competition.get("competition_id"))
        names = as_text(competition.get("competition_name")), as_text(competition.get("category_name"))
        if one and not is_virtual(*names):
            ids[one] = True
    return list(ids)


async def extract(args, market, day, store):
    ledger = Ledger(market, int(time.time()), day)
    timeout = aiohttp.ClientTimeout(total=TRY_TIMEOUT)
    ids = store.cached_ids() if store else None
    if ids is None:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            ids = ids_of(await fetch(session, args.url, params_of(args.source, day)))
        if store and ids:
            store.cache_ids(ids)

    limit = max(1, min(len(ids), 50))
    semaphore = asyncio.Semaphore(limit)
    connector = aiohttp.TCPConnector(limit=limit)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

        async def one(competition):
            async with semaphore:
                params = params_of(args.source, day, competition, market["sub_type_id"])
                matches = matches_of(await fetch(session, args.url, params))
            if matches is None:
                raise Failed("drifted")
            # Each answer is transformed as it comes, so that its body can be let go.
            part = Ledger(market, ledger.created, day)
            part.add(matches)
            return part

        parts = await asyncio.gather(*map(one, ids), return_exceptions=True)

    failed = 0
    for part in parts:
        if isinstance(part, Failed):
            failed += 1
            continue
        if isinstance(part, BaseException):
            raise part
        ledger.seen += part.seen
        ledger.without_odds |= part.without_odds
        for reason, times in part.rejected.items():
            ledger.rejected[reason] = ledger.rejected.get(reason, 0) + times
        for identity, document in part.kept.items():
            if identity in ledger.kept:
                ledger.rejected["duplicate"] = ledger.rejected.get("duplicate", 0) + 1
            else:
                ledger.kept[identity] = document
    return ledger, len(ids), failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("market", choices=MARKETS)
    parser.add_argument("source", choices=("live", "upcoming"))
    parser.add_argument("period", type=int, nargs="?", default=0)
    parser.add_argument("--url", required=True)
    parser.add_argument("--redis-url")
    args = parser.parse_args()
    market = MARKETS[args.market]
    store = None
    if args.redis_url:
        from store import Store

        store = Store(args.redis_url, market, args.source, args.period)
    offset = timedelta(days=args.period if args.source == "upcoming" else 0)
    day = (datetime.now(NAIROBI) + offset).strftime("%Y-%m-%d")
    ledger, competitions, failed = asyncio.run(extract(args, market, day, store))
    stored = store.keep(ledger) if store else {"updated": 0, "created": 0}
    print(json.dumps({"competitions": competitions, "failed": failed, **ledger.counts, **stored}))
    sys.exit(75 if failed else 0)


main()
