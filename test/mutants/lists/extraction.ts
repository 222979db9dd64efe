/** Changes of a run: its plan, its steps, its report. */
import type { MutantList } from "../Mutant.ts"

const PREVIOUS = ["test/extraction/previousRun.test.ts"]
const STORING = ["test/extraction/storeDocuments.test.ts"]
const SLOW = ["test/extraction/slowStore.test.ts"]
const PARTS = ["test/extraction/chosenPart.test.ts"]
const LISTING = ["test/extraction/competitionList.test.ts"]

export const extraction: MutantList = [
  {
    file: "src/extraction/run.ts",
    tests: STORING,
    mutants: [
      {
        name: "documents are written after the last answer",
        find: "writes: !dryRun",
        replace: "writes: false",
        tests: ["test/extraction/storeDocuments.test.ts"]
      },
      {
        name: "a dry run writes documents",
        find: "writes: !dryRun",
        replace: "writes: true",
        tests: ["test/extraction/storeDocuments.test.ts"]
      },
      {
        name: "a duplicate is replaced in the report, and not in what is published",
        find: "const stored = yield* store(plan, market, collected)",
        replace: "const stored = yield* store(plan, market, { ...collected, drafts: collected.drafts.toReversed() })",
        tests: ["test/extraction/order.test.ts"]
      },
      {
        name: "documents of an interrupted run are remembered",
        find: "const isWhole = list.listingError === undefined && !fetched.isStopped",
        replace: "const isWhole = list.listingError === undefined",
        tests: PREVIOUS
      },
      {
        name: "what a part kept is compared",
        find: "comparable: waiting === 0 ? previousKept.kept : undefined",
        replace: "comparable: previousKept.kept",
        tests: PARTS
      },
      {
        name: "what a part kept is remembered",
        find: "!fetched.isStopped && waiting === 0",
        replace: "!fetched.isStopped",
        tests: PARTS
      },
      {
        name: "the matches of a part are remembered",
        find: "matches: waiting === 0 ? fetched.seen : undefined",
        replace: "matches: fetched.seen",
        tests: PARTS
      },
      {
        name: "errors of notes are not told",
        find: "    ...(yield* Fiber.join(keepingNotes)),\n",
        replace: "",
        tests: PREVIOUS
      },
      {
        name: "the end of a run is its start",
        find: "plan.startedAt + (yield* monotonicMillis) - plan.start",
        replace: "plan.startedAt",
        tests: ["test/bookmaker/http/deadline.test.ts"]
      },
      {
        name: "an entry lives as long as the ids",
        find: "expirySeconds: entryExpirySeconds,",
        replace: "expirySeconds: plan.cacheExpirySeconds,",
        tests: ["test/runtimes/settings.test.ts"]
      },
      {
        name: "a dry run stores",
        find: "if (dryRun) return Effect.succeed(unstored(collected.drafts.length))",
        replace: ""
      },
      {
        name: "a signal while storing is not told",
        find: "(yield* Shutdown.Shutdown).requestedAt() !== undefined",
        replace: "false",
        tests: SLOW
      },
      {
        name: "the store is asked for one extractor after another",
        find: 'concurrency: "unbounded"',
        replace: "concurrency: 1",
        tests: [...SLOW, ...STORING]
      }
    ]
  },
  {
    file: "src/extraction/fetchListed.ts",
    tests: ["test/extraction/envelope.test.ts"],
    mutants: [
      {
        name: "a list from the cache is always believed",
        find: "if (cached.cacheAgeSeconds === undefined || !isEmpty || fetched.isStopped || !canList)",
        replace: "if (true as boolean)"
      },
      {
        name: "what both lists hold is fetched twice",
        find: "listed.ids.filter((id) => !known.has(id))",
        replace: "listed.ids"
      }
    ]
  },
  {
    file: "src/extraction/RunNotes.ts",
    tests: PREVIOUS,
    mutants: [
      {
        name: "counts of an interrupted run are remembered",
        find: "if (fetched.isStopped) return errors",
        replace: ""
      },
      {
        name: "counts of a run without a listing are remembered",
        find: "if (list.listingError === undefined)",
        replace: "if (true as boolean)"
      }
    ]
  },
  {
    file: "src/extraction/reportOf.ts",
    tests: STORING,
    mutants: [
      {
        name: "the bookmaker's problem is named before the store's",
        find: "if (storeError !== undefined) return",
        replace: "if (storeError !== undefined && list.listingError === undefined) return"
      },
      {
        name: "requests held back are not told",
        find: '...(heldBack > 0 && { "circuit-open": heldBack }),',
        replace: "",
        tests: ["test/extraction/sharedLimits.test.ts"]
      },
      {
        name: "requests held back and old copies have each other's name",
        find: '      ...(heldBack > 0 && { "circuit-open": heldBack }),\n      ...(stale > 0 && { "stale-answer": stale }),',
        replace:
          '      ...(heldBack > 0 && { "stale-answer": heldBack }),\n      ...(stale > 0 && { "circuit-open": stale }),',
        tests: ["test/extraction/envelope.test.ts"]
      },
      {
        name: "renamed and left out have each other's name",
        find: '      ...(collected.renamed > 0 && { "renamed-market": collected.renamed }),\n      ...(stored.leftOut > 0 && { "index-left-out": stored.leftOut }),',
        replace:
          '      ...(collected.renamed > 0 && { "index-left-out": collected.renamed }),\n      ...(stored.leftOut > 0 && { "renamed-market": stored.leftOut }),'
      },
      {
        name: "the warnings of the listing are dropped",
        find: "      ...list.warnings,\n",
        replace: "",
        tests: LISTING
      },
      {
        name: "warnings of odds are dropped",
        find: ",\n      ...OddsWarnings.count(drafts, plan)",
        replace: "",
        tests: ["test/extraction/warnings.test.ts"]
      },
      {
        name: "short competitions are not in the report",
        find: "...(fetched.short.length > 0 && { short: fetched.short.map(shortCompetition) })",
        replace: "",
        tests: ["test/extraction/pages.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/ChosenPart.ts",
    tests: PARTS,
    mutants: [
      { name: "every run begins with the first", find: "inOrder.findIndex((id) => id > after)", replace: "0" },
      {
        name: "the competition that was asked for last is asked for again",
        find: "inOrder.findIndex((id) => id > after)",
        replace: "inOrder.findIndex((id) => id >= after)"
      },
      {
        name: "parts follow the listing",
        find: "const inOrder = ids.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))",
        replace: "const inOrder = ids"
      },
      { name: "a part is as large as it may be", find: "start + size)", replace: "start + capacity)" },
      { name: "who was not asked counts as asked", find: "first === -1 ? ids.length : first", replace: "ids.length" },
      {
        name: "after the last part nobody is asked for",
        find: 'start + asked === total ? "" : (ids[asked - 1] ?? after)',
        replace: "ids[asked - 1] ?? after"
      },
      { name: "a dry run always asks for the first part", find: "Math.floor(share * parts) * size - 1", replace: "-1" }
    ]
  },
  {
    file: "src/extraction/RunPlan.ts",
    tests: PARTS,
    mutants: [
      {
        name: "a run sends one request more than it may",
        find: "left > 0 && left-- > 0",
        replace: "left >= 0 && left-- >= 0"
      },
      { name: "requests are counted and never refused", find: "mayRequest: requests?.take", replace: "" }
    ]
  },
  {
    file: "src/extraction/Collector.ts",
    tests: ["test/extraction/collector.test.ts", "test/extraction/order.test.ts"],
    mutants: [
      {
        name: "a draft is used for other odds",
        find: "last?.odds === odds ? last.draft.again(stamp) : undefined",
        replace: "last?.draft.again(stamp)",
        tests: ["test/extraction/draft.test.ts"]
      },
      {
        name: "the last duplicate wins",
        find: "if (other.position <= one.position) return",
        replace: "if (other !== undefined && other.position > one.position) return"
      },
      {
        name: "the duplicate that arrives first wins",
        find: "if (other.position <= one.position) return",
        replace: "if (other !== undefined) return"
      },
      { name: "documents are in the order of arrival", find: ".sort(byPosition)", replace: "" },
      { name: "duplicates are not counted", find: 'reject("duplicate")\n', replace: "" },
      {
        name: "odds of a kept match are withdrawn too",
        find: "withoutOdds: withoutOdds.difference(kept)",
        replace: "withoutOdds",
        tests: [
          "test/extraction/knownMatches.test.ts",
          "test/extraction/order.test.ts",
          "test/extraction/collector.test.ts"
        ]
      },
      {
        name: "suspended odds are never withdrawn",
        find: "} else if (withdrawsSuspended && odds.isSuspended) {",
        replace: "} else if (false as boolean) {",
        tests: ["test/extraction/feeds.test.ts", "test/extraction/knownMatches.test.ts"]
      },
      {
        name: "a suspended match's known odds stay",
        find: '          reject("suspended")\n          withoutOdds.add(match.id)',
        replace: '          reject("suspended")',
        tests: ["test/extraction/knownMatches.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/PreviousRun.ts",
    tests: PREVIOUS,
    mutants: [
      {
        name: "half of the previous run is flagged",
        find: "matches < previous.matches * SHARE",
        replace: "matches <= previous.matches * SHARE"
      },
      {
        name: "fewer competitions and fewer matches have each other's name",
        find: '&& { "fewer-competitions": 1 }',
        replace: '&& { "fewer-matches": 1 }'
      },
      {
        name: "a run made small by failures becomes the previous one",
        find: "if (someFailed && Object.keys(warnings(previous, counts)).length > 0) return []",
        replace: ""
      },
      { name: "all extractors share what they kept", find: "`kept_${keyPart}`", replace: '"kept"' }
    ]
  },
  {
    file: "src/extraction/notes.ts",
    tests: PREVIOUS,
    mutants: [
      {
        name: "a dry run becomes the previous one",
        find: "if (plan.dryRun) return []",
        replace: "",
        tests: [...PREVIOUS, ...STORING]
      },
      { name: "notes live an hour", find: "const EXPIRY_SECONDS = 86_400", replace: "const EXPIRY_SECONDS = 3600" }
    ]
  },
  {
    file: "src/extraction/RunPlan.ts",
    tests: ["test/bookmaker/http/deadline.test.ts"],
    mutants: [
      {
        name: "fetching may take 90 % of the budget",
        find: "const FETCH_SHARE = 0.8",
        replace: "const FETCH_SHARE = 0.9"
      },
      {
        name: "cached ids may take half of the budget",
        find: "const CACHE_SHARE = 0.1",
        replace: "const CACHE_SHARE = 0.5",
        tests: SLOW
      },
      {
        name: "an attempt may take a minute",
        find: "const MAX_ATTEMPT_MILLIS = 30_000",
        replace: "const MAX_ATTEMPT_MILLIS = 60_000",
        tests: ["test/bookmaker/http/retry.test.ts"]
      },
      {
        name: "an attempt may take 1 s at least",
        find: "const MIN_ATTEMPT_MILLIS = 5000",
        replace: "const MIN_ATTEMPT_MILLIS = 1000"
      },
      {
        name: "what is spent does not shorten the run",
        find: "const start = (yield* monotonicMillis) - spentMillis",
        replace: "const start = yield* monotonicMillis",
        tests: SLOW
      },
      {
        name: "the report starts after what is spent",
        find: "const startedAt = (yield* Clock.currentTimeMillis) - spentMillis",
        replace: "const startedAt = yield* Clock.currentTimeMillis",
        tests: SLOW
      }
    ]
  },
  {
    file: "src/extraction/RunOptions.ts",
    tests: LISTING,
    mutants: [
      {
        name: "live ids are cached for 1200 s",
        find: "live: { budgetSeconds: 20, cacheExpirySeconds: 60 }",
        replace: "live: { budgetSeconds: 20, cacheExpirySeconds: 1200 }"
      },
      {
        name: "a live run takes 40 s",
        find: "live: { budgetSeconds: 20,",
        replace: "live: { budgetSeconds: 40,",
        tests: ["test/bookmaker/http/deadline.test.ts"]
      },
      {
        name: "the expiry of an entry has another's value",
        find: "entryExpirySeconds: secondsOf(options.entryExpiry, 200)",
        replace: "entryExpirySeconds: secondsOf(options.cacheExpiry, 200)",
        tests: ["test/runtimes/settings.test.ts"]
      },
      {
        name: "an entry lives 300 s",
        find: "secondsOf(options.entryExpiry, 200)",
        replace: "secondsOf(options.entryExpiry, 300)",
        tests: [
          "test/extraction/vectors.test.ts",
          "test/extraction/feeds.test.ts",
          "test/extraction/presets.test.ts",
          "test/extraction/order.test.ts"
        ]
      },
      {
        name: "an extractor may be named twice",
        find: "return isUnique ? Result.succeed(markets)",
        replace: "return true || isUnique ? Result.succeed(markets)",
        tests: ["test/extraction/options.test.ts"]
      },
      {
        name: "suspended odds are withdrawn unless kept",
        find: 'options.suspended ?? "keep"',
        replace: 'options.suspended ?? "withdraw"',
        tests: ["test/extraction/feedChanges.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/competitionList.ts",
    tests: LISTING,
    mutants: [
      {
        name: "more than 50,000 cached ids are believed",
        find: "Option.filter(cached, ({ ids }) => ids.length <= MAX_COMPETITIONS)",
        replace: "cached"
      },
      {
        name: "competitions without id and repeated ones have each other's name",
        find: '    ...(withoutId > 0 && { "competition-without-id": withoutId }),\n    ...(repeated > 0 && { "competition-repeated": repeated })',
        replace:
          '    ...(withoutId > 0 && { "competition-repeated": withoutId }),\n    ...(repeated > 0 && { "competition-without-id": repeated })'
      },
      {
        name: "an empty list is cached",
        find: "if (cacheAgeSeconds !== undefined || ids.length === 0) return []",
        replace: "if (cacheAgeSeconds !== undefined) return []"
      },
      {
        name: "ids from the cache are cached again",
        find: "if (cacheAgeSeconds !== undefined || ids.length === 0) return []",
        replace: "if (ids.length === 0) return []"
      },
      {
        name: "a dry run reads the cache",
        find: "  if (plan.dryRun) return Option.none()\n",
        replace: "",
        tests: STORING
      },
      {
        name: "a listing is waited for beyond its time",
        find: "duration: Duration.millis(Math.max(0, left)),",
        replace: "duration: Duration.millis(Math.max(0, left) + 10_000),",
        tests: ["test/extraction/ownBookmaker.test.ts"]
      },
      {
        name: "a signal does not end the listing",
        find: "        yield* StopSignal,\n        Effect.suspend(() => Effect.fail(AttemptLog.interrupted(log)))",
        replace: "        Effect.never,\n        Effect.suspend(() => Effect.fail(AttemptLog.interrupted(log)))",
        tests: ["test/extraction/shutdown.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/fetchMatches.ts",
    tests: ["test/extraction/shutdown.test.ts", "test/bookmaker/http/deadline.test.ts"],
    mutants: [
      {
        name: "a signal does not end fetching",
        find: "Effect.raceFirst(Effect.as(yield* StopSignal, true)),",
        replace: ""
      },
      {
        name: "what a signal ends has failed by the deadline",
        find: "isStopped ? AttemptLog.interrupted : AttemptLog.deadlinePassed",
        replace: "AttemptLog.deadlinePassed"
      },
      {
        name: "all competitions are asked at once",
        find: "concurrency: bookmaker.maxInFlight,",
        replace: 'concurrency: "unbounded",',
        tests: ["test/extraction/ownBookmaker.test.ts"]
      },
      {
        name: "old copies are not counted",
        find: "if (answer.isStale) stale++",
        replace: "",
        tests: ["test/extraction/envelope.test.ts"]
      },
      {
        name: "short competitions are whole",
        find: "} else if (last.stated !== undefined && last.seen < last.stated) {",
        replace: "} else if (false as boolean && last.stated !== undefined) {",
        tests: ["test/extraction/pages.test.ts"]
      },
      {
        name: "requests held back of the first page are not counted",
        find: "for (const log of logs) heldBack",
        replace: "for (const log of logs.slice(1)) heldBack",
        tests: ["test/extraction/sharedLimits.test.ts"]
      },
      {
        name: "progress is not told",
        find: 'progress({ step: "fetch", competitions: ids.length, answered, matches: seen, documents: 0, requests })',
        replace: "{}",
        tests: ["test/extraction/progress.test.ts"]
      },
      {
        name: "only the first page of a competition counts",
        find: "if (answer.next === undefined) return",
        replace: "if (true as boolean) return",
        tests: ["test/extraction/pages.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/storeDocuments.ts",
    tests: SLOW,
    mutants: [
      {
        name: "a publication has a grace of 10 s",
        find: "const GRACE_MILLIS = 5000",
        replace: "const GRACE_MILLIS = 10_000"
      },
      { name: "a publication has no grace", find: "const GRACE_MILLIS = 5000", replace: "const GRACE_MILLIS = 0" },
      { name: "changes may take all the time", find: "const CHANGE_SHARE = 0.8", replace: "const CHANGE_SHARE = 1" },
      {
        name: "a publication is begun after the deadline",
        find: 'if ((yield* millisLeft(deadline)) <= 0) return yield* late("write", "the run\'s budget")',
        replace: "",
        equivalent: "the steps before it end before the deadline; only a process that is held up comes to it later"
      },
      {
        name: "a store that is late has the grace all the same",
        find: "errors.length === 0 ? GRACE_MILLIS : 0",
        replace: "GRACE_MILLIS"
      },
      {
        name: "matches that could not be merged are published as new",
        find: "else if (!failed.has(draft.matchId)) fresh",
        replace: "else fresh",
        tests: STORING
      },
      {
        name: "known matches are published as new too",
        find: "updated++\n    else if",
        replace: "updated++\n    if",
        tests: STORING
      },
      {
        name: "all is published where it is not known what is known",
        find: "if (Result.isFailure(known)) return unstored(drafts.length, [known.failure])\n  const { entries: knownEntries, leftOut } = known.success",
        replace:
          "const { entries: knownEntries, leftOut } = Result.isFailure(known) ? { entries: new Map(), leftOut: 0 } : known.success",
        tests: STORING
      },
      {
        name: "odds that are gone stay",
        find: "for (const matchId of withoutOdds) ids.push(matchId)",
        replace: "",
        tests: STORING
      },
      {
        name: "the run's start is not passed with a change",
        find: "document, json, asOf })",
        replace: "document, json })",
        tests: ["test/extraction/knownMatches.test.ts"]
      },
      {
        name: "the store's deadline is not passed with a publication",
        find: "marker, deadline: end }",
        replace: "marker }",
        tests: SLOW
      },
      {
        name: "an error of merging is not told",
        find: "if (failed.size > 0 && errors.length === 0) {",
        replace: "if (false as boolean) {",
        tests: STORING
      }
    ]
  },
  {
    file: "src/extraction/Shutdown.ts",
    tests: SLOW,
    mutants: [
      {
        name: "the store may take 5 s after a signal",
        find: "export const SHUTDOWN_MILLIS = 1500",
        replace: "export const SHUTDOWN_MILLIS = 5000"
      },
      {
        name: "the time after a signal is counted from each step",
        find: "(yield* Deferred.await(requested)) + millis)",
        replace: "(yield* Effect.andThen(Deferred.await(requested), monotonicMillis)) + millis)"
      }
    ]
  },
  {
    file: "src/extraction/withDeadline.ts",
    tests: SLOW,
    mutants: [
      {
        name: "a step is not ended by its deadline",
        find: "duration: Duration.millis(left),",
        replace: "duration: Duration.millis(left + 60_000),"
      },
      {
        name: "a step that is late already is begun",
        find: "if (left <= 0) return yield* late(operation, limit)",
        replace: ""
      },
      {
        name: "why a store's last attempt failed is not said",
        find: "orElse: () => Effect.fail(late(operation, limit, failure))",
        replace: "orElse: () => Effect.fail(late(operation, limit))",
        tests: ["test/adapters/redis-rest/errors.test.ts"]
      }
    ]
  },
  {
    file: "src/extraction/Verdict.ts",
    tests: ["test/extraction/verdicts.test.ts"],
    mutants: [
      {
        name: "a store that failed is graver than a signal",
        find: 'if (interrupted) applying.add("interrupted")',
        replace: 'if (interrupted && !storeFailed) applying.add("interrupted")'
      },
      { name: "what was never asked for counts", find: "asked.length > 0 ? asked : failed", replace: "failed" },
      {
        name: "a deadline is judged by itself",
        find: 'reason === "deadline" || reason === "request-limit" ? (last ?? reason) : reason',
        replace: "reason"
      },
      { name: "a short run is complete", find: "if (short > 0 || waiting > 0)", replace: "if (waiting > 0)" },
      { name: "a part is complete", find: "if (short > 0 || waiting > 0)", replace: "if (short > 0)" },
      { name: "a page is unavailable", find: 'page: "blocked"', replace: 'page: "unavailable"' },
      { name: "drifted exits 69", find: "drifted: { exitCode: 65", replace: "drifted: { exitCode: 69" },
      { name: "a run without a match is filtered", find: 'seen > 0 ? "filtered" : "empty"', replace: '"filtered"' }
    ]
  },
  {
    file: "src/extraction/exitCode.ts",
    tests: ["test/extraction/verdicts.test.ts"],
    mutants: [
      {
        name: "short competitions count as whole",
        find: "(fetched - short.length) / (fetched + failed.length + waiting)",
        replace: "fetched / (fetched + failed.length + waiting)"
      },
      {
        name: "coverage must be more than the least",
        find: "askedCoverage(report.competitions) >= minCoverage",
        replace: "askedCoverage(report.competitions) > minCoverage"
      },
      {
        name: "competitions that wait are missing in this run",
        find: "askedCoverage(report.competitions) >= minCoverage",
        replace: "coverage(report.competitions) >= minCoverage",
        tests: PARTS
      },
      {
        name: "a part of none is a success",
        find: "waiting > 0 && competitions.fetched + competitions.failed.length === 0 ? 0 : coverage(competitions)",
        replace: "coverage(competitions)",
        tests: PARTS
      },
      {
        name: "competitions that wait count as whole",
        find: "(fetched + failed.length + waiting)",
        replace: "(fetched + failed.length)",
        tests: PARTS
      },
      { name: "the first failure gives the exit code", find: "failures.reduce(graver)", replace: "failures[0]!" }
    ]
  },
  {
    file: "src/extraction/drift.ts",
    tests: ["test/extraction/drift.test.ts"],
    mutants: [
      { name: "five matches are enough for drift", find: "const MIN_MATCHES = 20", replace: "const MIN_MATCHES = 5" },
      { name: "half of the matches are enough for drift", find: "const SHARE = 0.9", replace: "const SHARE = 0.5" },
      { name: "all sports count together", find: "...sports.slice(0, 1)]", replace: "...sports]" },
      {
        name: "a run that keeps something is drifted",
        find: "seen < MIN_MATCHES || drafts.length > 0",
        replace: "seen < MIN_MATCHES"
      }
    ]
  },
  {
    file: "src/extraction/watch/Turns.ts",
    tests: ["test/extraction/watch/turns.test.ts"],
    mutants: [
      { name: "sources begin together", find: "index * spread", replace: "0 * spread" },
      {
        name: "sources begin up to 10 s apart",
        find: "const MAX_SPREAD_MILLIS = 5000",
        replace: "const MAX_SPREAD_MILLIS = 10_000"
      },
      {
        name: "a run may take its whole interval",
        find: "Math.min(wantedMillis, intervalMillis - reserve)",
        replace: "Math.min(wantedMillis, intervalMillis)"
      },
      {
        name: "turns that have passed are made up for",
        find: "Math.max(last + 1, Math.ceil((now - first) / intervalMillis))",
        replace: "last + 1"
      },
      {
        name: "the turn that is now has passed",
        find: "Math.ceil((now - first) / intervalMillis)",
        replace: "Math.floor((now - first) / intervalMillis) + 1"
      },
      {
        name: "a run may have no time at all",
        find: "const MIN_BUDGET_MILLIS = 1000",
        replace: "const MIN_BUDGET_MILLIS = 0"
      },
      {
        name: "half of an interval is kept back",
        find: "const RESERVE_SHARE = 0.25",
        replace: "const RESERVE_SHARE = 0.5"
      },
      {
        name: "up to 10 s of an interval are kept back",
        find: "const MAX_RESERVE_MILLIS = 5000",
        replace: "const MAX_RESERVE_MILLIS = 10_000"
      },
      {
        name: "a budget is as long as its interval allows",
        find: "Math.min(wantedMillis, intervalMillis - reserve)",
        replace: "intervalMillis - reserve"
      }
    ]
  },
  {
    file: "src/extraction/watch/watch.ts",
    tests: ["test/extraction/watch/watch.test.ts"],
    mutants: [
      {
        name: "a run that stands still is waited for",
        find: "const OVERSTAY_MILLIS = 5500",
        replace: "const OVERSTAY_MILLIS = 55_000"
      },
      {
        name: "a run that stands still has 2.9 s after the signal",
        find: "const STOP_MILLIS = 1900",
        replace: "const STOP_MILLIS = 2900"
      },
      {
        name: "an abandoned run goes on",
        find: ".pipe(Effect.ensuring(Effect.sync(() => fiber.interruptUnsafe())))",
        replace: ""
      },
      {
        name: "missed turns are not told",
        find: "if (next.missed > 0) yield* emit(",
        replace: "if (false as boolean) yield* emit("
      },
      {
        name: "runs begin while the gate is closed",
        find: "if (gate === undefined || gate.isOpen()) return turn",
        replace: "if (true as boolean) return turn"
      },
      { name: "nothing is done before a run", find: "    yield* beforeRun\n", replace: "" },
      { name: "an interval of two days is taken", find: "seconds <= 86_400", replace: "seconds <= 172_800" },
      { name: "an interval of half a second is taken", find: "seconds >= 1 &&", replace: "seconds > 0 &&" },
      {
        name: "a source and day may be watched twice",
        find: "if (names.has(name)) return",
        replace: "if (names.size > 99) return"
      },
      {
        name: "a source is watched once, whatever the prefix",
        find: "`${prefix} ${source} ${period}`",
        replace: "`${source} ${period}`"
      },
      {
        name: "a run has the budget that was asked for",
        find: "options: { ...options, budget: Duration.millis(budgetMillis) }",
        replace: "options"
      },
      {
        name: "a run has no time past its budget",
        find: "watched.budgetMillis + OVERSTAY_MILLIS",
        replace: "watched.budgetMillis"
      },
      {
        name: "a run that dies has overstayed",
        find: '{ _tag: "Abandoned", reason: "died",',
        replace: '{ _tag: "Abandoned", reason: "overstayed",'
      },
      { name: "where an abandoned run stood is not known", find: "where: spans.paths() })", replace: "where: [] })" },
      {
        name: "the trace of a run is not known",
        find: "traceId === undefined ? outcome : { ...outcome, traceId }",
        replace: "outcome"
      },
      { name: "events that nobody takes are lost", find: 'strategy: "suspend"', replace: 'strategy: "dropping"' },
      {
        name: "the next run is told to be now",
        find: "(yield* Clock.currentTimeMillis) + Math.max(0, left)",
        replace: "yield* Clock.currentTimeMillis"
      },
      {
        name: "a signal does not end the wait for a turn",
        find: "if (yield* Effect.raceFirst(stopped, Effect.as(Effect.sleep(Duration.millis(Math.max(0, left))), false))) return",
        replace: "yield* Effect.sleep(Duration.millis(Math.max(0, left)))"
      }
    ]
  },
  {
    file: "src/extraction/watch/WatchState.ts",
    tests: ["test/extraction/watch/watchState.test.ts"],
    mutants: [
      {
        name: "a source is well for three intervals",
        find: "const MAX_AGE_INTERVALS = 2",
        replace: "const MAX_AGE_INTERVALS = 3"
      },
      {
        name: "each run of an outage is told",
        find: "return { outages, notices: endings }",
        replace: 'return { outages, notices: [...endings, { _tag: "Run", event } as Notice] }'
      },
      {
        name: "a run of one source ends the outage of another",
        find: " && what.endsWith(event.watched.source)",
        replace: ""
      },
      {
        name: "missed turns of an outage are told",
        find: 'event._tag === "TurnsMissed" && outages.length === 0 ?',
        replace: 'event._tag === "TurnsMissed" ?'
      },
      {
        name: "a run that a signal interrupted is the last one",
        find: "if (isInterrupted(event)) return counted",
        replace: ""
      },
      {
        name: "an abandoned run has no exit code of its own",
        find: 'if (last.some((event) => event?._tag === "RunAbandoned")) return ABANDONED_EXIT_CODE',
        replace: ""
      },
      {
        name: "a store that fails is no outage",
        find: '    if (report.verdict === "store-failed") return { what: "store", detail }\n',
        replace: ""
      },
      {
        name: "a blocked bookmaker is no outage",
        find: 'report.verdict === "unavailable" || report.verdict === "blocked"',
        replace: 'report.verdict === "unavailable"'
      },
      {
        name: "the reason of an outage is its verdict",
        find: "report.problem?.detail ?? report.verdict",
        replace: "report.verdict"
      },
      {
        name: "an outage of the store ends that of the bookmaker",
        find: 'met !== what && met !== "store" &&',
        replace: "met !== what &&"
      },
      { name: "runs of an outage are not counted", find: "runs: known.runs + 1", replace: "runs: known.runs" },
      {
        name: "a good run covers everything",
        find: "exitCode(report, minCoverage) === 0",
        replace: "exitCode(report, 1) === 0"
      },
      {
        name: "one good extractor makes a run good",
        find: "results.every(({ report }) => exitCode",
        replace: "results.some(({ report }) => exitCode"
      },
      {
        name: "a last run that was not good is well",
        find: "if (goodAt !== lastAt) return",
        replace: "if (goodAt === -1) return"
      },
      {
        name: "a source without a run is well",
        find: "if (last === undefined || lastAt === undefined) return `${name}: no run has ended yet`",
        replace: "if (last === undefined || lastAt === undefined) return undefined"
      },
      {
        name: "a source whose last run was abandoned is well",
        find: 'if (last._tag === "RunAbandoned") return `${name}: the last run was abandoned`',
        replace: 'if (last._tag === "RunAbandoned") return undefined'
      },
      {
        name: "a watch before its first run is well",
        find: 'sources.length === 0 ? ["no run has begun yet"] :',
        replace: "sources.length === 0 ? [] :"
      },
      {
        name: "a watch without a run exits 0",
        find: "if (ended.length === 0) return verdicts.interrupted.exitCode",
        replace: "if (ended.length === 0) return 0"
      },
      { name: "an abandoned run is not counted", find: "        abandoned: before.abandoned + 1,\n", replace: "" },
      {
        name: "one missed turn is counted of several",
        find: "before.missed + event.count",
        replace: "before.missed + 1"
      }
    ]
  },
  {
    file: "src/extraction/watch/OddsChanges.ts",
    tests: ["test/extraction/watch/oddsChanges.test.ts"],
    mutants: [
      {
        name: "odds of a later time have moved",
        find: "JSON.stringify({ ...one, create_date: 0 }) === JSON.stringify({ ...other, create_date: 0 })",
        replace: "JSON.stringify(one) === JSON.stringify(other)"
      },
      {
        name: "what a partial run lacks is gone",
        find: 'const isWhole = report.verdict === "complete" ||',
        replace: "const isWhole = true ||"
      },
      { name: "what a partial run lacks is new later", find: "new Map([...missing, ...now])", replace: "now" },
      { name: "extractors share their odds", find: "`${index} ${market.id}`", replace: "`${index}`" },
      { name: "what a filtered run lacks stays", find: ' || report.verdict === "filtered"', replace: "" },
      {
        name: "a state alone is no change",
        find: "return isSame(old, document) ? []",
        replace: "return isSame(old, document) || movesOf(old, document).length === 0 ? []"
      },
      {
        name: "where odds moved from and to is exchanged",
        find: "[{ outcome, from, to }]",
        replace: "[{ outcome, from: to, to: from }]"
      }
    ]
  },
  {
    file: "src/extraction/watch/OpenSpans.ts",
    tests: ["test/extraction/watch/openSpans.test.ts"],
    mutants: [
      { name: "spans around others are named too", find: "if (parents.has(span)) continue", replace: "" },
      {
        name: "a span is named without those around it",
        find: 'parent === "" ? span.name : `${parent} > ${span.name}`',
        replace: "span.name"
      },
      { name: "spans that have ended are named", find: "spans.filter(isOpen)", replace: "spans.filter(() => true)" },
      { name: "all open spans are named", find: "[...counts].slice(0, MAX_PATHS).map", replace: "[...counts].map" },
      { name: "how often a span is open is not said", find: "count === 1 ? path :", replace: "count >= 1 ? path :" }
    ]
  },
  {
    file: "src/extraction/Draft.ts",
    tests: ["test/extraction/draft.test.ts"],
    mutants: [
      {
        name: "a document that comes again keeps its second",
        find: "return { ...this.#shared.document, create_date }",
        replace: "return this.#shared.document"
      },
      {
        name: "a document that comes again keeps its day",
        find: "shared.targetDate === stamp.target_date ? new Draft(shared, stamp.create_date) : undefined",
        replace: "new Draft(shared, stamp.create_date)"
      },
      {
        name: "a document that comes again is made anew",
        find: "this.#shared.document ??= documentOf",
        replace: "this.#shared.document = documentOf"
      },
      { name: "a list is one long piece", find: "if (length >= PIECE_LENGTH) {", replace: "if (length < 0) {" },
      {
        name: "what comes again is written anew each time",
        find: "this.#shared.json ??= jsonRest",
        replace: "this.#shared.json = jsonRest"
      },
      { name: "a list without documents has a date", find: 'if (first === undefined) return ["[]"]', replace: "" },
      {
        name: "pieces follow each other without a comma",
        find: "texts.join(next)}${next}`",
        replace: "texts.join(next)}`"
      }
    ]
  }
]
