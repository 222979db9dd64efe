/**
 * What a process that runs for long answers over HTTP: `/metrics`, `/healthz` and `/readyz`.
 *
 * Pure. Listening is the host's.
 */

/** An answer. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the pages are made of, asked for each time. */
export interface StatusSources {
  /** The metrics in the exposition format. */
  readonly metrics: () => string
  /** What keeps the process from being ready, for people and without secrets; empty where nothing does. */
  readonly problems: () => ReadonlyArray<string>
}

/** Answers a request by its method and target. */
export type Respond = (method: string, target: string) => Page

const TEXT = "text/plain; charset=utf-8"
/** The text format of Prometheus. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

const page = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Page => ({
  status,
  headers: { "content-type": TEXT, "cache-control": "no-store", ...headers },
  body
})

const lines = (texts: ReadonlyArray<string>) => texts.map((text) => `${text}\n`).join("")

/** Makes what answers requests. */
export const respondWith = ({ metrics, problems }: StatusSources): Respond => {
  const pages: Readonly<Record<string, () => Page>> = {
    "/metrics": () => page(200, metrics(), { "content-type": METRICS_TYPE }),
    "/healthz": () => page(200, "ok\n"),
    "/readyz": () => {
      const found = problems()
      return found.length === 0 ? page(200, "ready\n") : page(503, lines(found))
    }
  }
  const paths = new Map(Object.entries(pages))
  return (method, target) => {
    const make = paths.get(target.replace(/\?.*$/, ""))
    if (make === undefined) return page(404, `not found; there are ${[...paths.keys()].join(", ")}\n`)
    if (method !== "GET" && method !== "HEAD") return page(405, "only GET and HEAD\n", { allow: "GET, HEAD" })
    return make()
  }
}
