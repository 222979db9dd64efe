/** Changes of what the data is. */
import type { MutantList } from "../Mutant.ts"

export const domain: MutantList = [
  {
    file: "src/domain/Day.ts",
    tests: ["test/domain/day.test.ts"],
    mutants: [
      {
        name: "the zone is two hours ahead",
        find: "const HOURS_AHEAD_OF_UTC = 3",
        replace: "const HOURS_AHEAD_OF_UTC = 2"
      },
      { name: "a live run of a later period has its day", find: 'source === "live" ? 0 : period', replace: "period" },
      {
        name: "a moment is rounded down to its second",
        find: "Math.ceil(at / 1000)",
        replace: "Math.floor(at / 1000)"
      },
      { name: "every month has 31 days", find: "return day <= 28 ||", replace: "return day <= 31 ||" },
      { name: "the year 0000 is one", find: "^(?!0000)", replace: "^" },
      { name: "hour 24 is one", find: "(?:[01]\\d|2[0-3])", replace: "(?:[01]\\d|2[0-4])" }
    ]
  },
  {
    file: "src/domain/Text.ts",
    tests: ["test/domain/text.test.ts"],
    mutants: [
      {
        name: "format characters stay",
        find: "const INVISIBLE = /[\\p{Cf}\\p{Cs}]/gu",
        replace: "const INVISIBLE = /[\\p{Cs}]/gu"
      },
      { name: "control characters stay", find: "\\p{Zs}\\p{Zl}\\p{Zp}\\p{Cc}", replace: "\\p{Zs}\\p{Zl}\\p{Zp}" },
      {
        name: "names of any length are taken",
        find: 'if (typeof value !== "string" || value.length > LONGEST_NAME) return undefined',
        replace: 'if (typeof value !== "string") return undefined'
      },
      {
        name: "marks are piled up without end",
        find: "if (value.length > MOST_MARKS && MORE_MARKS.test(value)) return undefined",
        replace: ""
      },
      {
        name: "the ASCII part needs no more than half of the letters",
        find: "countLettersAndDigits(ascii) * 2",
        replace: "countLettersAndDigits(ascii) * 4"
      },
      {
        name: "a name without letters is one",
        find: "countLettersAndDigits(name, 1) > 0 ? name : undefined",
        replace: "name"
      },
      {
        name: "a semicolon stays in a name of another script",
        find: 'clean(text.replaceAll(";", " "))',
        replace: "clean(text)"
      },
      {
        name: "a plain name may have a semicolon",
        find: "const PLAIN_NAME = /^(?=.*[0-9A-Za-z])[!-:<->@-~]+",
        replace: "const PLAIN_NAME = /^(?=.*[0-9A-Za-z])[!->@-~]+"
      },
      {
        name: "a long name of a competition is kept whole",
        find: "value.slice(0, LONGEST_NAME) : value)",
        replace: "value : value)"
      }
    ]
  },
  {
    file: "src/domain/documentOf.ts",
    tests: ["test/bookmaker/bookiegamma/vectors.test.ts"],
    mutants: [
      {
        name: "previous odds are the current ones",
        find: "prev_oddValue: previousOdds",
        replace: "prev_oddValue: odds"
      },
      { name: "the status of an outcome is its activity", find: "odd_status: status", replace: "odd_status: active" },
      { name: "the target day is left empty", find: "target_date: stamp.target_date", replace: 'target_date: ""' }
    ]
  },
  {
    file: "src/domain/documentOf.ts",
    tests: ["test/extraction/draft.test.ts"],
    mutants: [
      { name: "texts are never escaped", find: "!ESCAPED.test(value)", replace: "true" },
      { name: "half of a letter is written as it is", find: "\\ud800-\\udfff", replace: "" },
      { name: "a line feed is written as it is", find: "\\x00-\\x1f", replace: "" },
      { name: "odds follow each other without a comma", find: '${teamOdds && ","}', replace: "" },
      {
        name: "the JSON has the current odds as those before",
        find: '"prev_oddValue":${json(previousOdds)}',
        replace: '"prev_oddValue":${price}'
      }
    ]
  },
  {
    file: "src/domain/OddsWarnings.ts",
    tests: ["test/domain/oddsWarnings.test.ts"],
    mutants: [
      { name: "two winners count as one", find: " / market.winners", replace: "" },
      { name: "a margin may be 0.8", find: "lowest: 0.9", replace: "lowest: 0.8" },
      { name: "a margin may be 1.7", find: "highest: 1.6", replace: "highest: 1.7" },
      { name: "odds of 1,000 are high", find: "highest > HIGHEST_ODDS", replace: "highest >= HIGHEST_ODDS" },
      { name: "five hours are long past", find: "6 * 3_600_000", replace: "5 * 3_600_000" },
      {
        name: "live matches that have begun are flagged",
        find: 'source === "upcoming" ? localTimeOf(startedAt) : ""',
        replace: "localTimeOf(startedAt)"
      },
      {
        name: "long past and begun have each other's name",
        find: '"long-past": (start, { longAgo }) => start < longAgo',
        replace: '"long-past": (start, { begun }) => start < begun'
      },
      { name: "a warning is counted once however often it applies", find: "(counts[warning] ?? 0) + 1", replace: "1" },
      {
        name: "warnings that every document has at any time are not counted",
        find: "for (const warning of lasting) add(warning)",
        replace: "for (const _ of lasting) continue"
      }
    ]
  },
  {
    file: "src/domain/markets/DoubleChance.ts",
    tests: [
      "test/domain/oddsWarnings.test.ts",
      "test/bookmaker/bookiegamma/vectors.test.ts",
      "test/store/keys.test.ts"
    ],
    mutants: [
      { name: "double chance has one winner", find: "winners: 2", replace: "winners: 1" },
      { name: "double chance has another key", find: 'keyPart: "DOUBLE_CHANCE"', replace: 'keyPart: "DOUBLECHANCE"' },
      {
        name: "X or 2 means 1 or X",
        find: '"x or 2": "X2"',
        replace: '"x or 2": "1X"',
        tests: ["test/bookmaker/bookiegamma/readMatch.test.ts"]
      }
    ]
  },
  {
    file: "src/store/Keys.ts",
    tests: ["test/store/keys.test.ts"],
    mutants: [
      {
        name: "an index is named with a hyphen",
        find: "`idx:${prefix}${market.indexPart}_${source}`",
        replace: "`idx:${prefix}-${market.indexPart}_${source}`"
      },
      {
        name: "the period is not in the key of an entry",
        find: "`${keys.publishedPrefix}${second}-${period}`",
        replace: "`${keys.publishedPrefix}${second}`"
      },
      {
        name: "all periods share the cached ids",
        find: "odi_competition_ids_${source}-${period}",
        replace: "odi_competition_ids_${source}-0"
      }
    ]
  },
  {
    file: "src/store/Prefix.ts",
    tests: ["test/store/keys.test.ts"],
    mutants: [
      { name: "a prefix may have an underscore", find: "/^[A-Za-z0-9]{1,32}$/", replace: "/^[A-Za-z0-9_]{1,32}$/" }
    ]
  },
  {
    file: "src/store/MergePatch.ts",
    tests: ["test/store/mergePatch.test.ts", "test/adapters/sqlite.test.ts"],
    mutants: [
      {
        name: "an update forgets no old outcome",
        find: "  ...forget(market.outcomes),\n  ...Object.fromEntries(\n    Object.entries(document)",
        replace: "  ...Object.fromEntries(\n    Object.entries(document)"
      },
      {
        name: "a withdrawal leaves the outcomes",
        find: "  ...forget(market.outcomes),\n  teams:",
        replace: "  teams:"
      },
      {
        name: "a merge forgets no member within a member",
        find: "...forget(Object.keys(stands).filter((key) => !Object.hasOwn(next, key))),",
        replace: ""
      },
      {
        name: "null is stored instead of removing",
        find: "if (value === null) merged.delete(member)\n    else merged",
        replace: "merged"
      }
    ]
  },
  {
    file: "src/store/reopening.ts",
    tests: ["test/store/reopening.test.ts"],
    mutants: [
      {
        name: "operations wait for a store that refuses",
        find: "if (error.isRefusal === true) return Deferred.fail(refused, error)",
        replace: ""
      },
      {
        name: "a refusal stays when it is over",
        find: "if (Deferred.isDoneUnsafe(refused)) refused = Deferred.makeUnsafe()",
        replace: ""
      },
      {
        name: "operations that wait hear of no refusal after another failure",
        find: "if (Deferred.isDoneUnsafe(refused)) refused",
        replace: "refused"
      },
      { name: "each operation opens the store", find: "isOpening = true", replace: "" },
      {
        name: "an operation waits for the store without end",
        find: "duration: Duration.seconds(WAIT_SECONDS)",
        replace: "duration: Duration.infinity"
      },
      {
        name: "pauses between attempts do not grow",
        find: "Schedule.exponential(FIRST_PAUSE)",
        replace: "Schedule.spaced(FIRST_PAUSE)"
      },
      { name: "pauses between attempts grow without end", find: ", Schedule.spaced(maxPause)", replace: "" },
      {
        name: "a store's own pause is not kept while it is opened",
        find: "input.retryAfterMillis ?? 0",
        replace: "0"
      },
      {
        name: "a store's own pause is kept however long it is",
        find: "Math.min(input.retryAfterMillis ?? 0, MAX_RETRY_AFTER_MILLIS)",
        replace: "input.retryAfterMillis ?? 0"
      },
      {
        name: "an operation that comes between two attempts does not know why the store is not open",
        find: "if (lastError !== undefined) say(lastError.message)",
        replace: ""
      },
      {
        name: "an operation that waits is not told why the store is not open",
        find: "for (const say of listeners) say(error.message)",
        replace: ""
      },
      {
        name: "what a failed opening has opened stays open",
        find: "Scope.close(own, Exit.failCause(cause))",
        replace: "Effect.void",
        equivalent: "a layer that fails closes what it has opened by itself; the scope that is left is empty"
      }
    ]
  },
  {
    file: "src/store/CompetitionIds.ts",
    tests: ["test/adapters/sqlite.test.ts"],
    mutants: [
      { name: "cached ids may repeat", find: "new Set(ids).size === ids.length && ", replace: "" },
      { name: "cached ids may hold control characters", find: " && ids.every((id) => clean(id) === id)", replace: "" },
      { name: "an empty list of cached ids is believed", find: "Schema.NonEmptyArray(", replace: "Schema.Array(" }
    ]
  },
  {
    file: "src/domain/withoutSecrets.ts",
    tests: ["test/domain/withoutSecrets.test.ts"],
    mutants: [
      { name: "parts of a secret stay", find: "...parts.filter((text) => text.length >= SHORTEST_PART)", replace: "" },
      {
        name: "secrets in Base64 stay",
        find: "const now = holdsSecret(run) ? PLACE : run",
        replace: "const now = run"
      },
      {
        name: "case matters in secrets",
        find: 'const anyOf = new RegExp(pattern, "i")',
        replace: "const anyOf = new RegExp(pattern)"
      },
      { name: "secrets of three letters stay", find: "const SHORTEST = 3", replace: "const SHORTEST = 5" },
      {
        name: "entities are not looked for",
        find: "...(entity === undefined ? [] : [`&(?:amp;)?${entity};`]),",
        replace: ""
      },
      { name: "Base64 is read at one offset", find: "[0, 1, 2, 3].some(", replace: "[0].some(" }
    ]
  },
  {
    file: "src/domain/networkReason.ts",
    tests: ["test/bookmaker/http/words.test.ts"],
    mutants: [
      {
        name: "the outermost message is shown",
        find: "while (inner instanceof Error && inner.cause instanceof Error) inner = oneError(inner.cause)",
        replace: ""
      }
    ]
  },
  {
    file: "src/domain/retryAfter.ts",
    tests: ["test/bookmaker/http/retryAfter.test.ts"],
    mutants: [
      {
        name: "a date in Retry-After is compared with this clock",
        find: "serverTime(headers) ?? now",
        replace: "now"
      },
      {
        name: "an endless Retry-After stays endless",
        find: "Math.min(millis, Number.MAX_SAFE_INTEGER)",
        replace: "millis"
      }
    ]
  },
  {
    file: "src/domain/withoutUrlSecrets.ts",
    tests: ["test/domain/withoutUrlSecrets.test.ts"],
    mutants: [
      { name: "a URL's query is in the message", find: '.replace(PATH_OR_QUERY, "$1…")', replace: "" },
      { name: "a URL's password is in the message", find: '.replace(WITH_LOGIN, "//…")', replace: "" },
      {
        name: "a query ends at a bracket",
        find: "|\\?)\\S+?${END}",
        replace: "|\\?)[^\\s)]+",
        tests: ["test/domain/withoutUrlSecrets.test.ts"]
      }
    ]
  }
]
