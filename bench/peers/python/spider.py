"""The same extraction as a Scrapy spider: one market a process, the transform and the store of extractor.py's modules.

    spider.py MARKET SOURCE --url URL [--redis-url URL] [--concurrency N]

Scrapy keeps its defaults but for what would not be the same work: it may ask as many at once as the others, does not ask
for robots.txt, and logs warnings only. Prints the counts of the run as JSON.
"""

import argparse
import json
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import scrapy
from scrapy.crawler import CrawlerProcess

from documents import MARKETS, Ledger, as_text, is_virtual, matches_of, params_of

parser = argparse.ArgumentParser()
parser.add_argument("market", choices=MARKETS)
parser.add_argument("source", choices=("live", "upcoming"))
parser.add_argument("--url", required=True)
parser.add_argument("--redis-url")
parser.add_argument("--concurrency", type=int, default=50)
args = parser.parse_args()
market = MARKETS[args.market]
day = (datetime.now(timezone.utc) + timedelta(hours=3)).strftime("%Y-%m-%d")
ledger = Ledger(market, int(time.time()), day)
ids, counts = [], {"failed": 0}


def url_of(competition="", sub_type=""):
    params = params_of(args.source, day, competition, sub_type)
    return f"{args.url}?{urlencode(params)}"


class Odds(scrapy.Spider):
    name = "odds"
    def start_requests(self):
        yield scrapy.Request(url_of())

    def parse(self, response):
        for competition in json.loads(response.body)["data"]["competitions"]:
            one = as_text(competition.get("competition_id"))
            names = as_text(competition.get("competition_name")), as_text(competition.get("category_name"))
            if one and not is_virtual(*names):
                ids.append(one)
                yield scrapy.Request(url_of(one, market["sub_type_id"]), self.parse_matches, errback=self.failed)

    def parse_matches(self, response):
        ledger.add(matches_of(json.loads(response.body)) or ())

    def failed(self, _):
        counts["failed"] += 1


process = CrawlerProcess(
    settings={
        "CONCURRENT_REQUESTS": args.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": args.concurrency,
        "RETRY_TIMES": 7,
        "DOWNLOAD_TIMEOUT": 30,
        "LOG_LEVEL": "WARNING",
        "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
        "TELNETCONSOLE_ENABLED": False,
    }
)
process.crawl(Odds)
process.start()
stored = {"updated": 0, "created": 0}
if args.redis_url:
    from store import Store

    store = Store(args.redis_url, market, args.source, 0)
    store.cache_ids(ids)
    stored = store.keep(ledger)
print(json.dumps({"competitions": len(ids), **counts, **ledger.counts, **stored}))
