/** Changes of how the bookmaker is asked and its answers are read. */
import type { MutantList } from "../Mutant.ts"

const THROTTLE = ["test/bookmaker/http/throttle.test.ts"]
const KEPT = ["test/extraction/keptAnswers.test.ts"]
const RETRY = ["test/bookmaker/http/retry.test.ts"]
const READ = ["test/bookmaker/bookiegamma/readMatch.test.ts"]
const RESPONSES = ["test/bookmaker/bookiegamma/responses.test.ts"]

export const bookmaker: MutantList = [
  {
    file: "src/bookmaker/http/Throttle.ts",
    tests: THROTTLE,
    mutants: [
      { name: "waiting requests return all at once", find: "const SPREAD = 0.2", replace: "const SPREAD = 0" },
      {
        name: "a shorter pause ends a longer one",
        find: "pausedUntil = Math.max(pausedUntil, now + Math.min(asked, MAX_PAUSE_MILLIS))",
        replace: "pausedUntil = now + Math.min(asked, MAX_PAUSE_MILLIS)"
      },
      {
        name: "a pause that is asked for while another waits is passed over",
        find: "} while (pausedUntil > (yield* monotonicMillis))",
        replace: "} while (false)"
      },
      { name: "a pause has no upper bound", find: "Math.min(asked, MAX_PAUSE_MILLIS)", replace: "asked" },
      {
        name: "a pause has no lower bound",
        find: "Math.max(error.retryAfterMillis ?? 0, MIN_PAUSE_MILLIS)",
        replace: "(error.retryAfterMillis ?? 0)"
      },
      {
        name: "the circuit opens after two failures for each request in flight",
        find: "const FAILURES_PER_PERMIT = 3",
        replace: "const FAILURES_PER_PERMIT = 2"
      },
      {
        name: "the circuit opens after four failures for each request in flight",
        find: "tripPolicy: CircuitBreaker.consecutive(FAILURES_PER_PERMIT * maxInFlight)",
        replace: "tripPolicy: CircuitBreaker.consecutive(4 * maxInFlight)"
      },
      {
        name: "the circuit is open for half a second",
        find: "const OPEN_FOR = Duration.seconds(1)",
        replace: "const OPEN_FOR = Duration.seconds(0.5)"
      },
      {
        name: "a refusal counts as being down",
        find: 'reason === "network" || reason === "timeout" || reason === "server-error"',
        replace: "true",
        tests: THROTTLE
      },
      { name: "there is no rate", find: "rate === undefined\n      ? undefined", replace: "true\n      ? undefined" },
      { name: "a rate allows a burst of two", find: "limit: 1\n", replace: "limit: 2\n" },
      {
        name: "requests in flight have no limit",
        find: "Semaphore.makeUnsafe(maxInFlight)",
        replace: "Semaphore.makeUnsafe(1000)"
      },
      {
        name: "a turn after the deadline is waited for",
        find: "      if (now + millis >= deadline) return Effect.fail(TOO_LATE)\n",
        replace: "",
        tests: [
          "test/bookmaker/http/throttle.test.ts",
          "test/bookmaker/http/deadline.test.ts",
          "test/extraction/sharedLimits.test.ts"
        ]
      },
      { name: "nobody pauses", find: "error.asksForPause\n", replace: "false\n" },
      {
        name: "the wall clock measures the rate",
        find: ": withMonotonicClock(\n",
        replace: ": ((effect: any) => effect)(\n",
        tests: THROTTLE
      }
    ]
  },
  {
    file: "src/bookmaker/http/attempts.ts",
    tests: RETRY,
    mutants: [
      {
        name: "validators are not sent",
        find: "client.execute(withValidators(request, slot?.last()))",
        replace: "client.execute(request)",
        tests: KEPT
      },
      { name: "seven attempts", find: "export const MAX_ATTEMPTS = 8", replace: "export const MAX_ATTEMPTS = 7" },
      { name: "retries have no jitter", find: "    Schedule.jittered,\n", replace: "" },
      { name: "the first wait is 200 ms", find: "Duration.millis(100)", replace: "Duration.millis(200)" },
      {
        name: "Retry-After is not waited for",
        find: "Duration.max(duration, Duration.millis(input.retryAfterMillis ?? 0))",
        replace: "duration",
        tests: ["test/bookmaker/http/retryAfter.test.ts"]
      },
      {
        name: "a final failure is tried again",
        find: "isTransient[input.reason] && log.attempts < MAX_ATTEMPTS\n        ?",
        replace: "log.attempts < MAX_ATTEMPTS\n        ?"
      },
      {
        name: "a wait past the deadline is begun",
        find: "Duration.toMillis(duration) < left)",
        replace: "true)",
        tests: ["test/bookmaker/http/deadline.test.ts"]
      },
      {
        name: "redirects are followed",
        find: 'redirect: "manual"',
        replace: 'redirect: "follow"',
        tests: ["test/bookmaker/http/abort.test.ts"]
      },
      {
        name: "an attempt may take all the time that is left",
        find: "Math.min(left, attemptMillis), () =>",
        replace: "left, () =>"
      },
      {
        name: "requests held back are not counted",
        find: "    log.heldBack++\n",
        replace: "",
        tests: ["test/extraction/sharedLimits.test.ts"]
      },
      {
        name: "the last attempt is not remembered",
        find: "      log.last = error\n",
        replace: "",
        tests: ["test/bookmaker/http/deadline.test.ts", "test/bookmaker/http/lastAttempt.test.ts"]
      },
      {
        name: "a wait past the time for fetching is not told",
        find: "error.status !== undefined && (error.retryAfterMillis ?? 0) >= (yield* millisLeft(deadline))",
        replace: "false",
        tests: ["test/bookmaker/http/retryAfter.test.ts"]
      }
    ]
  },
  {
    file: "src/bookmaker/http/TimeLimits.ts",
    tests: ["test/bookmaker/http/timeLimits.test.ts"],
    mutants: [
      {
        name: "an earlier limit does not wake the watcher",
        find: "if (end < wakesAt) yield* startWatching",
        replace: "if (wakesAt === Number.POSITIVE_INFINITY) yield* startWatching"
      },
      {
        name: "what ended by itself counts as too late",
        find: "watched.isOver && isInterrupted ? orElse() : exit",
        replace: "watched.isOver ? orElse() : exit"
      },
      {
        name: "what has ended is watched on",
        find: "fiber.addObserver(() => all.delete(watched))",
        replace: ""
      },
      {
        name: "the watcher is a fiber of whoever asks for a limit",
        find: "Effect.sync(() => Fiber.runIn(Effect.runForkWith(context)(watch), scope))",
        replace: "Effect.forkIn(watch, scope, { startImmediately: true })"
      }
    ]
  },
  {
    file: "src/bookmaker/http/readResponse.ts",
    tests: [
      "test/extraction/envelope.test.ts",
      "test/extraction/failures.test.ts",
      "test/bookmaker/http/words.test.ts"
    ],
    mutants: [
      {
        name: "a 304 that was asked for is a failure",
        find: "if (status === NOT_MODIFIED && last !== undefined) {",
        replace: "if (false as boolean && last !== undefined) {",
        tests: KEPT
      },
      {
        name: "the memory of a body is not given back",
        find: "    received.release?.()\n",
        replace: "",
        tests: ["test/bookmaker/http/body.test.ts"]
      },
      {
        name: "an answer that is equal to the last one is read again",
        find: "if (kept?.body.isSame(received) === true) {",
        replace: "if (false as boolean && kept !== undefined) {",
        tests: KEPT
      },
      {
        name: "an answer is put back whose memory another run has taken",
        find: "if (slot?.last() === last) slot.keep(",
        replace: "if (slot !== undefined) slot.keep(",
        tests: ["test/bookmaker/http/sharedSlot.test.ts"]
      },
      {
        name: "an old copy that has not changed is fresh",
        find: "      return read(last.content)",
        replace: "      return { content: last.content, isStale: false }",
        tests: KEPT
      },
      {
        name: "an age is compared as text with a unit",
        find: "parseInt(age, 10) > MAX_AGE_SECONDS",
        replace: "Number(age) > MAX_AGE_SECONDS"
      },
      {
        name: "the status in an answer is passed over",
        find: "if (stated !== undefined && statedReason !== undefined) {",
        replace: "if (false as boolean && stated !== undefined && statedReason !== undefined) {"
      },
      {
        name: "a content-length above the limit is read",
        find: "return length > ResponseBody.MAX_BODY_BYTES\n",
        replace: "return false\n",
        tests: ["test/bookmaker/http/bodyLimit.test.ts"]
      },
      {
        name: "a refused answer's body is not cancelled",
        find: "ResponseBody.discard(response) : Effect.ignore(",
        replace: "Effect.void : Effect.ignore(",
        tests: ["test/bookmaker/http/abort.test.ts"]
      }
    ]
  },
  {
    file: "src/bookmaker/http/failForStatus.ts",
    tests: [
      "test/extraction/envelope.test.ts",
      "test/extraction/failures.test.ts",
      "test/bookmaker/http/words.test.ts"
    ],
    mutants: [
      {
        name: "a redirect shows its path",
        find: "`another path of ${url.origin}` : url.origin",
        replace: "url.href : url.href"
      }
    ]
  },
  {
    file: "src/bookmaker/http/notJson.ts",
    tests: [
      "test/extraction/envelope.test.ts",
      "test/extraction/failures.test.ts",
      "test/bookmaker/http/words.test.ts"
    ],
    mutants: [
      {
        name: "cut compressed JSON is no network failure",
        find: 'if (start === "" || isJson) return',
        replace: 'if (start === "") return'
      }
    ]
  },
  {
    file: "src/bookmaker/http/ResponseBody.ts",
    tests: ["test/bookmaker/http/charset.test.ts", "test/extraction/failures.test.ts"],
    mutants: [
      {
        name: "a body is opened before it is read",
        find: "Effect.suspend(() => {\n    let length",
        replace: "((make: () => Effect.Effect<Body, unknown>) => make())(() => {\n    let length",
        tests: ["test/bookmaker/http/body.test.ts"]
      },
      {
        name: "bytes are decoded piece by piece",
        find: "new Body(chunks, decoderOf",
        replace: 'new Body([new TextEncoder().encode(chunks.map((chunk) => utf8.decode(chunk)).join(""))], decoderOf',
        tests: [
          "test/bookmaker/http/charset.test.ts",
          "test/bookmaker/http/abort.test.ts",
          "test/extraction/failures.test.ts",
          "test/extraction/feeds.test.ts"
        ]
      },
      {
        name: "a body has no limit",
        find: "if (length > MAX_BODY_BYTES) throw new TooLarge()",
        replace: "",
        tests: ["test/bookmaker/http/bodyLimit.test.ts"]
      },
      { name: "the charset is passed over", find: "return new TextDecoder(charset)", replace: "return utf8" },
      {
        name: "another charset is no change",
        find: " || this.#named.encoding !== other.#named.encoding",
        replace: "",
        tests: ["test/bookmaker/http/body.test.ts"]
      },
      {
        name: "an answer is kept with the memory that it came in",
        find: "if (this.memory !== undefined) return this",
        replace: "if (this.#chunks.length === 1) return this",
        tests: ["test/bookmaker/http/body.test.ts"]
      },
      {
        name: "an unknown charset breaks the answer",
        find: "  try {\n    return new TextDecoder(charset)\n  } catch {\n    return utf8\n  }",
        replace: "  return new TextDecoder(charset)"
      },
      {
        name: "UTF-16 is always believed",
        find: "isNoUtf16(this.#named, bytes) ? utf8 : this.#named",
        replace: "this.#named"
      },
      {
        name: "a body that is given up is not cancelled",
        find: ".pipe(Effect.onError(() => Effect.sync(() => void reader.cancel().catch(() => {}))))",
        replace: "",
        tests: ["test/bookmaker/http/bodyLimit.test.ts"]
      }
    ]
  },
  {
    file: "src/bookmaker/http/ResponseError.ts",
    tests: ["test/bookmaker/http/words.test.ts", "test/extraction/failures.test.ts"],
    mutants: [
      {
        name: "451 is no refusal",
        find: '  451: "refused"\n',
        replace: "",
        tests: RETRY
      },
      { name: "408 is no timeout", find: '  408: "timeout",\n', replace: "", tests: RETRY },
      {
        name: "304 is a success",
        find: "status >= 200 && status < 300",
        replace: "status >= 200 && status < 305",
        tests: RETRY
      },
      {
        name: "messages are not cleaned",
        find: "  clean(clean(text.slice(0, LONGEST_DETAIL * 2)).slice(0, LONGEST_DETAIL))",
        replace: "  text.slice(0, LONGEST_DETAIL)",
        tests: [
          "test/bookmaker/http/words.test.ts",
          "test/bookmaker/http/excerpt.test.ts",
          "test/extraction/failures.test.ts"
        ]
      }
    ]
  },
  {
    file: "src/bookmaker/http/Excerpt.ts",
    tests: ["test/bookmaker/http/excerpt.test.ts"],
    mutants: [
      {
        name: "a header of the user's is no secret",
        find: "    Object.keys(headers).every(isPublicHeader)\n",
        replace: "    true\n"
      },
      {
        name: "a parameter of the user's is no secret",
        find: "[...query, ...urlParams].every(([name, value]) => isPublicParam(name, value, words))",
        replace: "true"
      },
      {
        name: "the text of an answer is always shown",
        find: "  isPublic(request, words)\n    ? shortened(text)",
        replace: "  true\n    ? shortened(text)"
      },
      {
        name: "JSON is always shown",
        find: "(isPublic(request, words) ? shortened(text) : shortened(shapeOf(value, words.members)))",
        replace: "shortened(text)"
      },
      { name: "a shape has all names", find: 'shown.has(name) ? name : "…"', replace: "name" },
      {
        name: "authorization is a public header",
        find: '"accept-language", "user-agent"]',
        replace: '"accept-language", "user-agent", "authorization"]'
      }
    ]
  },
  {
    file: "src/bookmaker/BookmakerError.ts",
    tests: [...RETRY, "test/extraction/sharedLimits.test.ts"],
    mutants: [
      {
        name: "503 asks for no pause",
        find: "this.status === 429 || this.status === 503",
        replace: "this.status === 429",
        tests: ["test/bookmaker/http/throttle.test.ts"]
      },
      {
        name: "429 asks for no pause",
        find: "this.status === 429 || this.status === 503",
        replace: "this.status === 503",
        tests: ["test/bookmaker/http/throttle.test.ts"]
      },
      {
        name: "a broken connection is final",
        find: "network: true",
        replace: "network: false"
      },
      {
        name: "an open circuit is final",
        find: '"circuit-open": true',
        replace: '"circuit-open": false',
        tests: RETRY
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/BookieGamma.ts",
    tests: ["test/extraction/pages.test.ts"],
    mutants: [
      {
        name: "answers to other headers are taken",
        find: "    if (now !== overrides) answers?.clear()\n",
        replace: "",
        tests: KEPT
      },
      {
        name: "a listing has no limit",
        find: "({ ids }) => ids.length <= MAX_COMPETITIONS,",
        replace: "() => true,",
        tests: ["test/extraction/competitionList.test.ts"]
      },
      {
        name: "ignored counts are believed",
        find: "stated: countsAreIgnored ? undefined : stated,",
        replace: "stated,",
        tests: ["test/extraction/feeds.test.ts"]
      },
      {
        name: "pages have no end",
        find: "!isPaged || page === MAX_PAGES || !pages.hasMore",
        replace: "!isPaged || !pages.hasMore"
      },
      {
        name: "the same page is asked for again",
        find: "fetchPage(competitionId, page + 1, pages, log)",
        replace: "fetchPage(competitionId, page, pages, log)"
      },
      {
        name: "the limit in flight is that of the library",
        find: "Throttle.make({ maxInFlight, rate: options.rate, traffic })",
        replace: "Throttle.make({ maxInFlight: MAX_IN_FLIGHT, rate: options.rate, traffic })",
        tests: ["test/bookmaker/http/deadline.test.ts", "test/extraction/sharedLimits.test.ts"]
      },
      {
        name: "the rate is not passed on",
        find: "rate: options.rate, traffic })",
        replace: "rate: undefined, traffic })",
        tests: ["test/runtimes/settings.test.ts"]
      },
      {
        name: "an old copy of the listing is fresh",
        find: "({ ...content, isStale })",
        replace: "({ ...content, isStale: false })",
        tests: ["test/extraction/envelope.test.ts", "test/extraction/feedChanges.test.ts"]
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/Pages.ts",
    tests: ["test/extraction/pages.test.ts"],
    mutants: [
      { name: "a repeated match is seen twice", find: ".filter((id) => !before.ids.has(id))", replace: "" },
      {
        name: "the smallest count is believed",
        find: "Math.max(before.stated ?? 0, page.stated ?? 0)",
        replace: "Math.min(before.stated ?? 1e9, page.stated ?? 1e9)"
      },
      { name: "pages without a new match go on", find: "seen < largest && fresh.length > 0", replace: "seen < largest" }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/requests.ts",
    tests: ["test/bookmaker/bookiegamma/requests.test.ts"],
    mutants: [
      { name: "live asks for upcoming", find: 'live: "1", upcoming: "2"', replace: 'live: "2", upcoming: "2"' },
      { name: "a live run names a day", find: 'day: source === "upcoming" ? "{day}" : ""', replace: 'day: "{day}"' },
      {
        name: "null does not remove a parameter",
        find: "(entry): entry is [string, A | B] => entry[1] !== null",
        replace: "(entry): entry is [string, A | B] => true"
      },
      { name: "the URL's own query is dropped", find: "[ownQuery, ...params", replace: "[...params" },
      { name: "headers keep their case", find: "[name.toLowerCase(), value]", replace: "[name, value]" },
      {
        name: "the file's headers are those of the other step",
        find: "options.overrides?.headers?.[source] ?? {}",
        replace: "{} as { [step: string]: undefined }"
      },
      {
        name: "a page is not filled in",
        find: "page: String(page)",
        replace: 'page: "1"',
        tests: ["test/bookmaker/bookiegamma/requests.test.ts", "test/extraction/pages.test.ts"]
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/responses.ts",
    tests: RESPONSES,
    mutants: [
      {
        name: "simulated competitions are real",
        find: 'text.includes("SRL") || SIMULATED.test(text)',
        replace: "false"
      },
      {
        name: "the category does not make a competition virtual",
        find: "[competition.competition_name, competition.category_name].some",
        replace: "[competition.competition_name].some"
      },
      {
        name: "a list written as an object is none",
        find: "return values.every(Predicate.isReadonlyObject) ? values : undefined",
        replace: "return undefined"
      },
      {
        name: "a listing without a list is empty",
        find: "if (listOf(data.competitions) === undefined) {",
        replace: "if (false as boolean) {",
        tests: ["test/bookmaker/bookiegamma/responses.test.ts", "test/extraction/failures.test.ts"]
      },
      {
        name: "an answer without its lists is empty",
        find: "if (alone === undefined && leagues === undefined && competitions === undefined) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "navigation is taken for an empty answer",
        find: "if (isNavigation && objectsIn(competitions).length > 0) {",
        replace: "if (false as boolean) {"
      },
      { name: "an id of any length is asked for", find: 'id === "" || id.length > LONGEST_ID', replace: 'id === ""' },
      {
        name: "repeated competitions are not counted",
        find: "repeated: competitions.length - withoutId - listed",
        replace: "repeated: 0"
      },
      {
        name: "the total of an answer is passed over",
        find: "countOf(meta.total) ?? sumOf(groups)",
        replace: "sumOf(groups)",
        tests: ["test/extraction/pages.test.ts"]
      },
      {
        name: "the sport in s_binomen is passed over",
        find: "sport: sportOf(raw.sport_name) ?? sportOf(raw.s_binomen)",
        replace: "sport: sportOf(raw.sport_name)",
        tests: [...READ, ...RESPONSES, "test/extraction/feeds.test.ts"]
      },
      {
        name: "a status_code of 300 is an error",
        find: "Number(text) >= 400",
        replace: "Number(text) >= 300",
        tests: ["test/extraction/envelope.test.ts", ...RESPONSES]
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/readMatch.ts",
    tests: READ,
    mutants: [
      {
        name: "any sport is soccer",
        find: "if (!SOCCER.has(sport.toLowerCase())) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "a match of a virtual competition is real",
        find: 'if (name.isVirtual || category.isVirtual) return { reason: "virtual" }',
        replace: ""
      },
      {
        name: "an id of 16 digits is one",
        find: "const FIRST_ID_TOO_LONG = 1e15",
        replace: "const FIRST_ID_TOO_LONG = 1e16"
      },
      { name: "an id of 0 is one", find: "(id as number) > 0", replace: "(id as number) >= 0" },
      { name: "home and away are exchanged", find: "teams: `${home};${away}`", replace: "teams: `${away};${home}`" },
      {
        name: "any start time is one",
        find: "if (!isLocalTime(raw.start_time)) return",
        replace: 'if (typeof raw.start_time !== "string") return'
      },
      {
        name: "a competition's name keeps its case",
        find: "`${name.text}_${category.text}`.toLowerCase()",
        replace: "`${name.text}_${category.text}`"
      },
      {
        name: "bet_stop is not suspended",
        find: 'new Set(["stopped", "bet_stop", "suspended"])',
        replace: 'new Set(["stopped", "suspended"])'
      },
      { name: "a match without a sport is none", find: '?? group?.sport ?? "soccer"', replace: '?? group?.sport ?? ""' }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/readMarket.ts",
    tests: READ,
    mutants: [
      {
        name: "lists of what has no name are not read",
        find: 'nameOf(wire) !== "" &&\n',
        replace: "",
        tests: ["test/adapters/withoutUnread.test.ts"]
      },
      {
        name: "lists of what has no id are not read",
        find: 'asText(wire.sub_type_id) !== "" &&\n',
        replace: "",
        tests: ["test/adapters/withoutUnread.test.ts"]
      },
      {
        name: "a market is found by its name alone",
        find: "firstOf(markets, market, true, (wire) => asText(wire.sub_type_id) === market.subTypeId)",
        replace: "undefined"
      },
      {
        name: "a market under another name is not renamed",
        find: "firstOf(markets, market, true,",
        replace: "firstOf(markets, market, false,",
        tests: ["test/extraction/feedChanges.test.ts", ...READ]
      },
      {
        name: "another line is the market",
        find: 'if ((own !== "" && own !== specifiers) || !matches(wire)) continue',
        replace: "if (!matches(wire)) continue"
      },
      {
        name: "the first market wins without outcomes",
        find: "if (outcomes.length > 0) return { wire, outcomes, isRenamed }",
        replace: "return { wire, outcomes, isRenamed }"
      },
      {
        name: "a suspended market counts as open",
        find: "let isSuspended = isMatchSuspended || isOff(wire.status)",
        replace: "let isSuspended = isMatchSuspended"
      },
      {
        name: "a suspended match counts as open",
        find: "let isSuspended = isMatchSuspended || isOff(wire.status)",
        replace: "let isSuspended = isOff(wire.status)"
      },
      {
        name: "a suspended outcome counts as open",
        find: "isSuspended ||= isOff(quoted.status) || isOff(quoted.active)",
        replace: ""
      },
      {
        name: "a market without all odds is kept",
        find: "if (quoted === undefined || odds === undefined) return incomplete(found, market, context)",
        replace: "if (quoted === undefined || odds === undefined) continue"
      },
      {
        name: "status and activity are exchanged",
        find: "      status: scalarOf(quoted.status),\n      active: scalarOf(quoted.active)",
        replace: "      status: scalarOf(quoted.active),\n      active: scalarOf(quoted.status)",
        tests: ["test/bookmaker/bookiegamma/vectors.test.ts", ...READ]
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/outcomes.ts",
    tests: READ,
    mutants: [
      { name: "odds of 1 are odds", find: "Number(text) > 1 ? text", replace: "Number(text) >= 1 ? text" },
      { name: "odds have two decimals", find: "const DECIMALS = 1e6", replace: "const DECIMALS = 1e2" },
      { name: "an outcome is not told by its name", find: " ?? meaningOf(keys, wire.outcome_name)", replace: "" }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/answerFiles.ts",
    tests: ["test/bookmaker/bookiegamma/answerFiles.test.ts"],
    mutants: [
      {
        name: "headers of the user's stay in saved files",
        find: "      return [...headers, ...params]",
        replace: "      return [...params]"
      },
      {
        name: "parameters of the user's stay in saved files",
        find: "      return [...headers, ...params]",
        replace: "      return [...headers]"
      },
      {
        name: "the URL's query stays in saved files",
        find: "return [...path, ...query, ...written, ...sent]",
        replace: "return [...path, ...sent]"
      },
      { name: "a proxy's login stays in saved files", find: "  ...secrets.map(Redacted.value),\n", replace: "" },
      {
        name: "all headers of an answer are saved",
        find: "const shown = SHOWN_HEADERS.flatMap((name) => {",
        replace: "const shown = Object.keys(received?.headers ?? {}).flatMap((name) => {"
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/BookieGammaAdmin.ts",
    tests: ["test/bookmaker/bookiegamma/examine.test.ts"],
    mutants: [
      {
        name: "one competition is examined, even if it is empty",
        find: "const MAX_COMPETITIONS_ASKED = 3",
        replace: "const MAX_COMPETITIONS_ASKED = 1"
      },
      { name: "old copies are not told", find: "result.success.isStale)", replace: "false)" },
      {
        name: "a page that failed is not told",
        find: 'if (Result.isFailure(result)) found.push(findings.failed(subject("matches"), result.failure, host))',
        replace: ""
      }
    ]
  },
  {
    file: "src/bookmaker/http/KeptAnswers.ts",
    tests: KEPT,
    mutants: [
      {
        name: "what is kept has no limit",
        find: "if (length + more > maxLength) return",
        replace: ""
      },
      {
        name: "answers that nobody asks for never give way",
        find: "if (length + more > maxLength) dropUnused(now)",
        replace: ""
      },
      {
        name: "an answer whose memory is released is still kept",
        find: "release: () => drop(request)",
        replace: "release: () => answers.get(request)?.kept.body.memory",
        tests: ["test/bookmaker/http/sharedSlot.test.ts"]
      },
      { name: "answers that are asked for give way", find: "if (now - at < UNUSED_MILLIS) return", replace: "" },
      {
        name: "an answer that is dropped still takes room",
        find: "    if (body !== undefined) length -= lengthOf(body)\n",
        replace: ""
      },
      {
        name: "an ETag is no validator",
        find: 'if (etag !== undefined) return { "if-none-match": etag }',
        replace: ""
      },
      {
        name: "Last-Modified is no validator",
        find: 'modified === undefined ? {} : { "if-modified-since": modified }',
        replace: "{}"
      }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/findings.ts",
    tests: ["test/bookmaker/bookiegamma/examine.test.ts"],
    mutants: [
      { name: "doctor: an empty listing is well", find: "if (ids.length === 0) {", replace: "if (ids.length < 0) {" },
      {
        name: "doctor: competitions without an id are well",
        find: "return withoutId === 0\n",
        replace: "return withoutId >= 0\n"
      },
      {
        name: "doctor: old copies are not found",
        find: "if (stale.length === 0) return []",
        replace: "if (stale.length >= 0) return []"
      },
      { name: "doctor: the youngest copy is told", find: "Math.max(...stale", replace: "Math.min(...stale" },
      {
        name: "doctor: an unknown charset is well",
        find: "charset !== undefined && !isKnown(charset)",
        replace: 'charset === ""'
      },
      {
        name: "doctor: bytes that are no text are well",
        find: "return isBroken\n",
        replace: "return (false as boolean)\n"
      },
      { name: "doctor: what to do does not depend on the reason", find: "remedies[reason] ??", replace: "undefined ??" }
    ]
  },
  {
    file: "src/bookmaker/bookiegamma/matchFindings.ts",
    tests: ["test/bookmaker/bookiegamma/examine.test.ts"],
    mutants: [
      {
        name: "doctor: missing matches are well",
        find: "if (seen === stated) return",
        replace: "if (seen <= stated) return"
      },
      {
        name: "doctor: more matches than stated are well",
        find: "if (seen === stated) return",
        replace: "if (seen >= stated) return"
      },
      {
        name: "doctor: counts that are ignored are compared",
        find: "if (areIgnored) return",
        replace: "if (false as boolean) return"
      },
      {
        name: "doctor: matches that cannot be read are well",
        find: "rejected.length <= parsed.length * NOTABLE_SHARE",
        replace: "rejected.length <= parsed.length"
      },
      {
        name: "doctor: one rejected match is notable",
        find: "const NOTABLE_SHARE = 0.1",
        replace: "const NOTABLE_SHARE = 0"
      },
      {
        name: "doctor: a renamed market is well",
        find: "const isRenamed = named!.length === 0 && renamed!.length > 0",
        replace: "const isRenamed = false as boolean"
      },
      {
        name: "doctor: outcomes that cannot be read are no failure",
        find: "const isUnread = found.length > 0 && hint !== undefined",
        replace: "const isUnread = false as boolean"
      },
      { name: "doctor: suspended odds are not told", find: "suspended > 0 ?", replace: "suspended > 1e9 ?" },
      { name: "doctor: later days are well", find: "[`${day} 00`, `${day} 24`]", replace: "[`${day} 00`, `9999`]" },
      { name: "doctor: earlier days are well", find: "[`${day} 00`, `${day} 24`]", replace: "[`0000`, `${day} 24`]" },
      {
        name: "doctor: a live match may have begun a day ago",
        find: "const LONGEST_MILLIS = 4 * 3_600_000",
        replace: "const LONGEST_MILLIS = 24 * 3_600_000"
      },
      {
        name: "doctor: a live match may begin in an hour",
        find: "const EARLY_MILLIS = 5 * 60_000",
        replace: "const EARLY_MILLIS = 60 * 60_000"
      },
      {
        name: "doctor: matches listed twice are not told",
        find: "new Set(ids).size < ids.length ?",
        replace: "(false as boolean) ?"
      }
    ]
  },
  {
    file: "src/bookmaker/http/RequestOverrides.ts",
    tests: ["test/cli/settings.test.ts"],
    mutants: [
      {
        name: "headers of the file are no secrets",
        find: "Schema.RedactedFromValue(HeaderValue)",
        replace: "HeaderValue"
      },
      {
        name: "headers that some clients do not send are taken",
        find: "const name = Object.keys(headers).find((name) => NOT_SENT.test(name))",
        replace: "const name = Object.keys(headers).find(() => false)"
      },
      { name: "a header's value may have line breaks", find: "/^[\\t\\x20-\\x7e]*$/", replace: "/^[\\s\\S]*$/" },
      {
        name: "a header may have any name",
        find: "Schema.isPattern(HEADER_NAME,",
        replace: "Schema.isPattern(/[\\s\\S]/,"
      }
    ]
  }
]
