/** Changes of the adapter for a Redis in its REST form. */
import type { MutantList } from "../Mutant.ts"

const ERRORS = ["test/adapters/redis-rest/errors.test.ts"]
const REQUESTS = ["test/adapters/redis-rest/requests.test.ts"]

export const redisRest: MutantList = [
  {
    file: "adapters/redis-rest/Exchange.ts",
    tests: ERRORS,
    mutants: [
      {
        name: "REST: errors have the token",
        find: "  const clean = withoutSent([Redacted.value(token)])",
        replace: "  const clean = withoutSent([])"
      },
      {
        name: "REST: a cut error has a part of the token",
        find: ".slice(0, -Redacted.value(token).length)",
        replace: ""
      },
      { name: "REST: redirects are followed", find: '{ redirect: "manual" }', replace: "{}" },
      {
        name: "REST: a final answer is tried again",
        find: "isFinal ? new ErrorReply(reason) : new Error(reason)",
        replace: "new Error(reason)"
      },
      { name: "REST: an answer has no limit", find: "length > MAX_ANSWER_BYTES", replace: "length < 0" },
      { name: "REST: too many answers will do", find: "&& json.length === expected", replace: "" },
      {
        name: "REST: a request has no limit of time",
        find: "duration: requestTimeout,",
        replace: 'duration: "1 day",'
      },
      {
        name: "REST: nothing waits for the end of a pause",
        find: "if (left > 0) return",
        replace: "if (left > 1e9) return"
      },
      {
        name: "REST: what is tried again goes each by itself",
        find: "const MIN_PAUSE_MILLIS = 100",
        replace: "const MIN_PAUSE_MILLIS = 0"
      },
      {
        name: "REST: the token is not sent",
        find: "authorization: `Bearer ${Redacted.value(token)}`, ",
        replace: "",
        tests: REQUESTS
      },
      {
        name: "REST: the content has a charset",
        find: '"application/json")',
        replace: '"application/json; charset=utf-8")',
        tests: REQUESTS
      }
    ]
  },
  {
    file: "adapters/redis-rest/Failure.ts",
    tests: ERRORS,
    mutants: [
      { name: "REST: 408 is final", find: "status === 408 || ", replace: "" },
      { name: "REST: 429 is final", find: "status === 429 || ", replace: "" },
      { name: "REST: 500 is final", find: "status >= 500\n", replace: "status > 500\n" },
      {
        name: "REST: a long pause is waited for",
        find: "pauseMillis > MAX_WAIT_MILLIS",
        replace: "pauseMillis > Number.MAX_VALUE"
      },
      {
        name: "REST: a long pause is not remembered",
        find: "isFinal: true, pauseMillis }",
        replace: "isFinal: true }"
      },
      {
        name: "REST: the server's clock is not looked at",
        find: "retryAfter(headers, now)",
        replace: 'retryAfter({ ...headers, date: "" }, now)'
      },
      {
        name: "REST: a page is shown",
        find: "const size = `${text.length} characters",
        replace: "const size = `${text} characters"
      },
      {
        name: "REST: an empty answer is final",
        find: 'message: "its answer is empty", isFinal: false',
        replace: 'message: "its answer is empty", isFinal: true'
      },
      {
        name: "REST: JSON cut short is final",
        find: 'cut short or broken", isFinal: false',
        replace: 'cut short or broken", isFinal: true'
      },
      {
        name: "REST: a number is called a page",
        find: "if (json === undefined && !/^[[{]/.test(start)) {",
        replace: "if (!/^[[{]/.test(start)) {"
      },
      {
        name: "REST: an error of the whole is no error",
        find: "status === 400 || isOk(status)",
        replace: "status === 400"
      },
      { name: "REST: a whole redirect is told", find: "url.origin", replace: "url.href" }
    ]
  },
  {
    file: "adapters/redis-rest/Batches.ts",
    tests: REQUESTS,
    mutants: [
      {
        name: "REST: each command is a request",
        find: "const batch = open ?? start()",
        replace: "const batch = start()"
      },
      { name: "REST: a request takes any number of commands", find: "taken.length === MAX_COMMANDS || ", replace: "" },
      { name: "REST: a request takes any length", find: "characters > MAX_CHARACTERS", replace: "characters > 1e9" },
      {
        name: "REST: one that gives up ends the request of all",
        find: "if (--batch.waiting > 0) return",
        replace: "--batch.waiting",
        tests: ERRORS
      },
      {
        name: "REST: a request goes on though nobody waits",
        find: "        batch.fiber?.interruptUnsafe()\n",
        replace: "",
        tests: ERRORS
      },
      {
        name: "REST: commands come into a request that is under way",
        find: "    if (open === batch) open = undefined\n    const rest",
        replace: "    const rest",
        tests: [...REQUESTS, ...ERRORS]
      }
    ]
  },
  {
    file: "adapters/redis-rest/Scripts.ts",
    tests: REQUESTS,
    mutants: [
      {
        name: "REST: a forgotten script is not sent again",
        find: '.includes("NOSCRIPT")',
        replace: '.includes("NOSUCH")'
      },
      { name: "REST: every use sends the script", find: "if (known.loads > seen) return evalSha", replace: "" }
    ]
  },
  {
    file: "adapters/redis-rest/Options.ts",
    tests: ERRORS,
    mutants: [
      {
        name: "REST: a URL may have a login",
        find: 'if (parsed.username !== "" || parsed.password !== "") {',
        replace: "if (false as boolean) {"
      },
      { name: "REST: a URL may have a query", find: "if (/[?#]/.test(url))", replace: "if (false as boolean)" },
      { name: "REST: a token may have white space", find: " || NOT_SENT.test(Redacted.value(token))", replace: "" },
      { name: "REST: a path is told", find: "shownPath(parsed.pathname)", replace: "parsed.pathname", tests: REQUESTS }
    ]
  }
]
