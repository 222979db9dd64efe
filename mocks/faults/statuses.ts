/**
 * Faults of the status: refusals, throttling with every kind of Retry-After, failures of the server, redirects.
 */
import type { Exchange } from "./Exchange.ts"
import { type Fault, type Faults, final, passing, type Verdict } from "./Fault.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND

const httpDate = (fromNow: number): string => new Date(Date.now() + fromNow).toUTCString()

const status = (code: number, retryAfter?: () => string) => (exchange: Exchange) =>
  exchange.send({
    status: code,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter() },
    body: '{"error":"no"}'
  })

const refuses = (code: number, ...verdicts: ReadonlyArray<Verdict>): Fault => final(verdicts, status(code))

const fails = (code: number): Fault => passing(["unavailable"], status(code))

const throttles = (retryAfter?: () => string): Fault => passing(["blocked"], status(429, retryAfter))

const redirect = (code: number, location: (exchange: Exchange) => string | undefined) => (exchange: Exchange) => {
  const to = location(exchange)
  return exchange.send({ status: code, headers: to === undefined ? {} : { location: to }, body: "{}" })
}

/** Redirects that a run may follow or not, and which end nowhere; which verdict that is, is up to the run. */
const astray = (code: number, location: (exchange: Exchange) => string | undefined): Fault =>
  final(["unavailable", "blocked", "drifted"], redirect(code, location))

const PAGE = `<!doctype html><html><head><title>Just a moment...</title></head><body>\u001b[31mChecking</body></html>`

const page = (code: number, body: (exchange: Exchange) => string) =>
  final(["blocked"], (exchange) =>
    exchange.send({
      status: code,
      headers: { "content-type": "text/html", server: "cloudflare" },
      body: body(exchange)
    })
  )

/** The faults of this family. */
export const statuses = {
  "status-400": refuses(400, "unavailable"),
  "status-401": refuses(401, "blocked"),
  "status-403": refuses(403, "blocked"),
  "status-404": refuses(404, "unavailable"),
  /** By its standard, `fetch` may call this a failure of the network. */
  "status-407": refuses(407, "blocked", "unavailable"),
  "status-408": fails(408),
  "status-451": refuses(451, "blocked"),
  "status-500": fails(500),
  "status-502": fails(502),
  /** With a body that never ends, which nobody needs. */
  "status-500-stalled": passing(["unavailable"], async (exchange) => {
    await exchange.send({ status: 500, body: "{", length: 1000 })
    await exchange.sleep(MINUTE)
    exchange.reset()
  }),
  "status-503": fails(503),
  "status-503-retry-after": passing(
    ["unavailable"],
    status(503, () => "1")
  ),
  "status-504": fails(504),
  "status-520": fails(520),
  "status-429": throttles(),
  "status-429-seconds": throttles(() => "1"),
  "status-429-date": throttles(() => httpDate(SECOND)),
  "status-429-past": throttles(() => httpDate(-3600 * SECOND)),
  "status-429-negative": throttles(() => "-5"),
  "status-429-garbage": throttles(() => "soon; 1"),
  "status-429-huge": final(
    ["blocked"],
    status(429, () => "9".repeat(400))
  ),
  "status-429-next-year": final(
    ["blocked"],
    status(429, () => httpDate(365 * 86_400 * SECOND))
  ),
  "redirect-loop": astray(302, ({ asked }) => asked.target),
  "redirect-elsewhere": astray(302, ({ around, asked }) => around.elsewhere + asked.target),
  "redirect-elsewhere-kept": astray(308, ({ around, asked }) => around.elsewhere + asked.target),
  "redirect-to-a-file": astray(302, () => "file:///etc/passwd"),
  "redirect-nowhere": astray(301, () => undefined),
  "page-200": page(200, () => PAGE),
  /** Such pages like to repeat what was asked, with all that is secret in it. */
  "page-200-echo": page(200, ({ asked }) => `<h1>Denied</h1> ${asked.target} ${asked.headers.authorization} ${PAGE}`),
  "page-403": page(403, () => PAGE)
} as const satisfies Faults
