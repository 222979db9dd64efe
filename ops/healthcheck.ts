/**
 * The images' HEALTHCHECK: succeeds while `watch` says on its port that it lives. The images have no curl and no shell.
 *
 * A cluster asks the port itself, and needs no such check.
 */
const MILLIS = 2000

const port = process.env.BOOKIEGAMMA_METRICS_PORT ?? "9464"

fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(MILLIS) }).then(
  ({ ok, status }) => {
    if (!ok) console.error(`/healthz on port ${port} answers ${status}`)
    process.exit(ok ? 0 : 1)
  },
  (error: unknown) => {
    console.error(`/healthz on port ${port} does not answer: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
)
