/** Changes of the adapter for Redis. */
import type { MutantList } from "../Mutant.ts"

const STORE = ["test/adapters/redis/store.test.ts"]
const FAULTS = ["test/adapters/redis/faults.test.ts"]
const LOOKUP = ["test/adapters/redis/lookup.test.ts"]
const PLAIN = ["test/adapters/redis/plain.test.ts"]
const WORDS = ["test/adapters/redis/words.test.ts"]
const ADMIN = ["test/adapters/redis/admin.test.ts"]
const REPLIES = ["test/adapters/redis/replies.test.ts"]
const UNFIT = ["test/adapters/redis/unfit.test.ts"]
const CLOCK = ["test/adapters/redis/serverClock.test.ts"]

export const redis: MutantList = [
  {
    file: "adapters/redis/expectReply.ts",
    tests: REPLIES,
    mutants: [
      { name: "Redis: any reply will do", find: "    isExpected(reply)\n", replace: "    true\n" },
      {
        name: "Redis: an unknown result of a change is one that is gone",
        find: 'reply === "gone" || reply === "merged"',
        replace: 'reply !== ""'
      },
      {
        name: "Redis: an empty text is a number",
        find: "/^-?\\d+$/.test(reply)",
        replace: "Number.isInteger(Number(reply))"
      }
    ]
  },
  {
    file: "adapters/redis/scripts.ts",
    tests: STORE,
    mutants: [
      {
        name: "Redis: a deadline does not keep a script back",
        find: "tonumber(time[2]) / 1000 > tonumber(deadline) then",
        replace: "tonumber(time[2]) / 1000 > tonumber(deadline) + 1e9 then",
        tests: [...STORE, ...FAULTS]
      },
      {
        name: "Redis: an entry that holds another match is changed",
        find: "if type(old) ~= 'table' or tonumber(old.parent_match_id) ~= tonumber(matchId) then return 'gone' end",
        replace: "if type(old) ~= 'table' then return 'gone' end"
      },
      {
        name: "Redis: older odds replace newer ones",
        find: "storedAt > asOf and storedAt <= now then return 'merged' end",
        replace: "storedAt > asOf + 1e9 then return 'merged' end"
      },
      {
        name: "Redis: a date to come is trusted",
        find: " and storedAt <= now then return 'merged'",
        replace: " then return 'merged'"
      },
      {
        name: "Redis: what the new document lacks stays",
        find: "if removal then redis.call('JSON.MERGE', key, path, removal) end",
        replace: ""
      },
      { name: "Redis: arbitrage stays", find: "redis.call('JSON.SET', key, '$.arbitrage', '0')\n", replace: "" },
      {
        name: "Redis: a publication is repeated when its reply was lost",
        find: "if marked then return { string.match(marked, '^(%S+) (%S+)$') } end",
        replace: "",
        tests: FAULTS
      },
      {
        name: "Redis: a publication overwrites that of the same second",
        find: "while redis.call('EXISTS', keyOf(second)) == 1 do second = second + 1 end",
        replace: ""
      },
      {
        name: "Redis: a publication that cannot be announced stays",
        find: "    redis.call('DEL', key)\n",
        replace: "",
        tests: [...PLAIN, ...FAULTS]
      },
      { name: "Redis: the stream remembers everything", find: "'MINID', '=', oldest, '*'", replace: "'*'" },
      { name: "Redis: an entry never expires", find: "orUndo(redis.pcall('EXPIRE', key, expiry))\n", replace: "" },
      {
        name: "Redis: teams of old names keep their odds",
        find: "local owned = { teams = old.teams }",
        replace: "local owned = {}"
      },
      {
        name: "Redis: a marker never expires",
        find: "'EX', markerExpiry))",
        replace: "))",
        tests: [...STORE, ...FAULTS, ...PLAIN]
      }
    ]
  },
  {
    file: "adapters/redis/retryConnection.ts",
    tests: FAULTS,
    mutants: [
      {
        name: "Redis: LOADING is final",
        find: "/^(LOADING|BUSY|TRYAGAIN|MASTERDOWN)\\b/",
        replace: "/^(BUSY|TRYAGAIN|MASTERDOWN)\\b/",
        tests: REPLIES
      },
      {
        name: "Redis: errors of the server are tried again",
        find: "while: mayRetry",
        replace: "while: () => true",
        tests: [...WORDS, ...FAULTS]
      },
      {
        name: "Redis: a lost connection is final",
        find: "while: mayRetry",
        replace: "while: () => false"
      },
      {
        name: "Redis: what to do is not in the error",
        find: "message: withRemedy(errorMessage(error))",
        replace: "message: errorMessage(error)",
        tests: WORDS
      },
      {
        name: "Redis: a server that is away refuses",
        find: "const isRefusal = isErrorReply(error)",
        replace: "const isRefusal = true",
        tests: WORDS
      },
      {
        name: "Redis: no reply is a refusal",
        find: "const isRefusal = isErrorReply(error)",
        replace: "const isRefusal = false",
        tests: WORDS
      }
    ]
  },
  {
    file: "adapters/redis/layerRedis.ts",
    tests: STORE,
    mutants: [
      {
        name: "Redis: cached ids never expire",
        find: '.send("SET", key, text, "EX", String(expirySeconds))',
        replace: '.send("SET", key, text)'
      },
      {
        name: "Redis: cached ids have no age",
        find: "Math.max(0, Math.floor(expirySeconds - Number(millisLeft) / 1000))",
        replace: "Math.floor(Number(millisLeft) * 0)"
      },
      {
        name: "Redis: entries of other bookmakers are announced",
        find: ".filter(({ key }) => key.startsWith(keys.publishedPrefix))",
        replace: ""
      },
      { name: "Redis: an announcement is told again", find: "`(${after}`", replace: "after" },
      {
        name: "Redis: the run's start is not passed with a change",
        find: "const asOf = change.asOf ?? document?.create_date ?? Number.NaN",
        replace: "const asOf = document?.create_date ?? Number.NaN"
      },
      {
        name: "Redis: the clock is not read again after a lost connection",
        find: "Effect.sync(() => isErrorReply(error) || clock.invalidate())",
        replace: "Effect.void",
        tests: CLOCK
      },
      {
        name: "Redis: a change that failed counts as merged",
        find: 'onResult(change, "failed", withRemedy(errorMessage(error)))',
        replace: 'onResult(change, "merged")',
        tests: WORDS
      },
      {
        name: "Redis: a reason why a change failed is not told",
        find: 'onResult(change, "failed", withRemedy(errorMessage(error)))',
        replace: 'onResult(change, "failed")',
        tests: WORDS
      },
      {
        name: "Redis: a key of another type breaks the run",
        find: '(error) => errorMessage(error).includes("WRONGTYPE"),',
        replace: "() => false,",
        tests: WORDS
      },
      {
        name: "Redis: entries that have expired are announced as empty",
        find: "return entries.flatMap(Option.toArray)",
        replace: 'return entries.map(Option.getOrElse((): Announced => ({ streamId: "", key: "", documents: [] })))'
      }
    ]
  },
  {
    file: "adapters/redis/findEntries.ts",
    tests: LOOKUP,
    mutants: [
      {
        name: "Redis: a search that was cut short is whole",
        find: "if (result.warnings !== undefined && result.warnings.length > 0) {",
        replace: "if (false as boolean && result.warnings !== undefined) {"
      },
      {
        name: "Redis: a slow search in RESP2 is whole",
        find: "if (result.warnings === undefined && millis >= Index.SEARCH_TIMEOUT_MILLIS) {",
        replace: "if (false as boolean) {",
        tests: REPLIES
      },
      {
        name: "Redis: fewer results than there are is whole",
        find: "if (result.total === result.returned) return result.entries",
        replace: "if (true as boolean) return result.entries"
      },
      {
        name: "Redis: an unfit index is used",
        find: "  yield* checkFit(keys, state)\n",
        replace: ""
      },
      {
        name: "Redis: what was found before an index was whole counts",
        find: "const isWhole = early !== undefined && !early[0].building",
        replace: "const isWhole = early !== undefined",
        tests: [...LOOKUP, ...STORE]
      },
      {
        name: "Redis: an index that is built is not waited for",
        find: "Effect.repeat({ while: ({ building }) => building,",
        replace: "Effect.repeat({ while: () => false,"
      },
      {
        name: "Redis: entries of another market are found",
        find: "if (!wanted.has(matchId) || !key.startsWith(keys.matchedPrefix)) continue",
        replace: "if (!wanted.has(matchId)) continue",
        tests: [...LOOKUP, ...STORE]
      },
      {
        name: "Redis: an index made meanwhile is an error",
        find: "(error) => /already exists/i.test(errorMessage(error)),",
        replace: "() => false,",
        tests: LOOKUP
      },
      {
        name: "Redis: entries left out are not counted",
        find: "leftOut: dropped }",
        replace: "leftOut: 0 }",
        tests: UNFIT
      }
    ]
  },
  {
    file: "adapters/redis/MatchedIndex.ts",
    tests: LOOKUP,
    mutants: [
      {
        name: "what lists no fields is taken for an index",
        find: "Array.isArray(attributes) && attributes.every(isField) && ",
        replace: "",
        tests: ["test/adapters/redis/words.test.ts"]
      },
      {
        name: "what lists no prefixes is taken for an index",
        find: " && Array.isArray(mapOf(definition).prefixes)",
        replace: "",
        tests: ["test/adapters/redis/words.test.ts"]
      },
      {
        name: "Redis: an index on hashes is fit",
        find: 'if (keyType !== "JSON") {',
        replace: 'if (keyType === "") {',
        tests: UNFIT
      },
      {
        name: "Redis: an index that is not searchable is fit",
        find: '? "unindexed" : "present"',
        replace: '? "present" : "present"',
        tests: UNFIT
      },
      {
        name: "Redis: an index is never being built",
        find: "building: Number(info.indexing ?? 0) !== 0 || Number(info.percent_indexed ?? 1) < 1",
        replace: "building: false"
      }
    ]
  },
  {
    file: "adapters/redis/ServerClock.ts",
    tests: FAULTS,
    mutants: [
      {
        name: "Redis: deadlines go by this machine's clock",
        find: "String(deadline + measured.offset)",
        replace: "String(Date.now() + 3_600_000)"
      },
      {
        name: "Redis: an offset is used for an hour",
        find: "const MAX_AGE_MILLIS = 30_000",
        replace: "const MAX_AGE_MILLIS = 3_600_000",
        tests: CLOCK
      }
    ]
  },
  {
    file: "adapters/redis/ServerCheck.ts",
    tests: LOOKUP,
    mutants: [
      {
        name: "Redis: a missing command is not noticed",
        find: "if (missing.length > 0) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "Redis: any database will do",
        find: "if (database === 0) return undefined",
        replace: "if (database >= 0) return undefined"
      },
      {
        name: "Redis: a Sentinel will do",
        find: "if (isSentinel) {",
        replace: "if (false as boolean) {",
        tests: ["test/adapters/redis/unfit.test.ts", ...WORDS, ...LOOKUP]
      },
      {
        name: "Redis: a user without INFO is refused",
        find: 'orUnknown(send<string>("INFO", "server"))',
        replace: 'send<string>("INFO", "server")',
        tests: WORDS
      }
    ]
  },
  {
    file: "adapters/redis/errorAt.ts",
    tests: WORDS,
    mutants: [
      {
        name: "Redis: a password is in the address",
        find: "return `${hostname}:${port || 6379}`",
        replace: "return Redacted.value(url)",
        tests: [...LOOKUP, ...WORDS]
      },
      {
        name: "Redis: an error of several addresses has no message",
        find: "const error = oneError(thrown)",
        replace: "const error = thrown"
      }
    ]
  },
  {
    file: "adapters/redis/RedisClient.ts",
    tests: WORDS,
    mutants: [
      {
        name: "an error right after the TLS handshake has no listener",
        find: "...(keepsTimers ? {} : { signal: new AbortController().signal }),",
        replace: "",
        tests: ["test/adapters/redis/tls.test.ts"]
      },
      {
        name: "Redis: user and password stay encoded",
        find: "password: decodeURIComponent(url.password) || undefined",
        replace: "password: url.password || undefined",
        tests: ["test/runtimes/settings.test.ts"]
      },
      {
        name: "Redis: TLS is not used",
        find: "...(tls === undefined ? {} : { tls: true as const, ...Tls.connectOptions(tls) }),",
        replace: "",
        tests: ["test/adapters/redis/tls.test.ts", ...WORDS, ...PLAIN, "test/adapters/redis/rights.test.ts"]
      },
      {
        name: "Redis: a connection is made again after an hour",
        find: "Math.min(2 ** attempts * MIN_RECONNECT_MILLIS, MAX_RECONNECT_MILLIS)",
        replace: "3_600_000",
        tests: CLOCK
      },
      {
        name: "Redis: commands wait for a lost connection without end",
        find: "disableOfflineQueue: true",
        replace: "disableOfflineQueue: false",
        tests: FAULTS
      }
    ]
  },
  {
    file: "adapters/redis/WriteTrial.ts",
    tests: [...ADMIN, "test/adapters/redis/doctor.test.ts"],
    mutants: [
      {
        name: "Redis: doctor's trial stays",
        find: "Effect.ensuring(takeBack)",
        replace: "Effect.ensuring(Effect.void)"
      },
      { name: "Redis: doctor's trial never expires", find: '    yield* send("EXPIRE", entry, expiry)\n', replace: "" }
    ]
  },
  {
    file: "adapters/redis/IndexCoverage.ts",
    tests: [...ADMIN, "test/adapters/redis/doctor.test.ts"],
    mutants: [
      {
        name: "Redis: text where a number belongs is taken in",
        find: 'if (typeof value === "string") return type === "NUMERIC"',
        replace: 'if (typeof value === "string") return false'
      },
      {
        name: "Redis: entries that an index never saw are not noticed",
        find: "const unknown = isComplete ? [...ids.keys()].filter((key) => !foundKeys.has(key)) : []",
        replace: "const unknown: Array<string> = isComplete ? [] : []"
      }
    ]
  },
  {
    file: "adapters/redis/remedies.ts",
    tests: WORDS,
    mutants: [
      {
        name: "Redis: nothing is said of a full memory",
        find: '  [/\\bOOM\\b/, "raise maxmemory of the server, or free memory there"],\n',
        replace: ""
      },
      {
        name: "Redis: nothing is said of a replica",
        find: '  [/\\bREADONLY\\b/, "name the primary in REDIS_URL or REDIS_HOST; this server is a replica"],\n',
        replace: ""
      }
    ]
  },
  {
    file: "adapters/redis/withoutLogin.ts",
    tests: ["test/adapters/redis/login.test.ts"],
    mutants: [
      {
        name: "Redis: what a server repeats of a command is shown",
        find: '      .replace(REPEATED, "")\n',
        replace: ""
      },
      {
        name: "Redis: the user is shown",
        find: "[username, password].map(decodeURIComponent)",
        replace: "[password].map(decodeURIComponent)"
      },
      { name: "Redis: the usual user is a secret", find: ".filter((text) => text !== DEFAULT_USER)", replace: "" },
      {
        name: "Redis: words of an error are taken for the password",
        find: "index % 2 === 1 ? part : clean(part)",
        replace: "clean(part)"
      }
    ]
  },
  {
    file: "adapters/redis/withTimeout.ts",
    tests: WORDS,
    mutants: [
      {
        name: "Redis: a silent server is waited for 50 s",
        find: "Duration.seconds(5)",
        replace: "Duration.seconds(50)"
      }
    ]
  },
  {
    file: "adapters/redis/errorMessage.ts",
    tests: WORDS,
    mutants: [
      {
        name: "Redis: control characters are shown",
        find: "clean(text.slice(0, MAX_CHARACTERS))",
        replace: "text.slice(0, MAX_CHARACTERS)"
      },
      {
        name: "Redis: an error may have any length",
        find: "clean(text.slice(0, MAX_CHARACTERS))",
        replace: "clean(text)"
      }
    ]
  },
  {
    file: "adapters/redis/adminOf.ts",
    tests: ADMIN,
    mutants: [
      {
        name: "Redis: a clock may differ by minutes",
        find: "const MAX_CLOCK_DIFFERENCE_SECONDS = 5",
        replace: "const MAX_CLOCK_DIFFERENCE_SECONDS = 500"
      },
      {
        name: "Redis: doctor does not try to write",
        find: "indexes.slice(0, 1), (keys) => examineWriting",
        replace: "indexes.slice(0, 0), (keys) => examineWriting"
      },
      {
        name: "Redis: doctor does not look for entries that an index lacks",
        find: "isFit ? yield* withTimeout(coverageOf(keys, state)) : undefined",
        replace: "isFit ? undefined : undefined"
      },
      {
        name: "Redis: all entries of a finding are named",
        find: "listed(names, MAX_NAMED)",
        replace: "listed(names, Number.MAX_SAFE_INTEGER)"
      },
      {
        name: "Redis: an index is changed unasked",
        find: 'before?.idField === "missing" && addField',
        replace: 'before?.idField === "missing"',
        tests: ["test/adapters/redis/doctor.test.ts"]
      }
    ]
  },
  {
    file: "adapters/redis/Tls.ts",
    tests: ["test/cli/settings.test.ts"],
    mutants: [
      {
        name: "Redis: the key of another certificate is taken",
        find: "!certificate.first.checkPrivateKey(key.key)",
        replace: "certificate.pem === key.pem"
      },
      {
        name: "Redis: an encrypted key is said to be none",
        find: "if (ENCRYPTED.test(text)) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "Redis: a damaged certificate is passed over",
        find: "if (damaged >= 0) return",
        replace: "if (damaged > 1e9) return"
      }
    ]
  }
]
