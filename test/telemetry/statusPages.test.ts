/**
 * What `/metrics`, `/healthz` and `/readyz` answer.
 */
import { describe, expect, it } from "vitest"
import { respondWith } from "../../src/telemetry/StatusPages.ts"

const respond = (problems: ReadonlyArray<string> = []) =>
  respondWith({ metrics: () => "a_total 1\n", problems: () => problems })

describe("the status pages", () => {
  it("/metrics has the metrics, with the type that a scraper expects", () => {
    const { body, headers, status } = respond()("GET", "/metrics")
    expect([status, body]).toEqual([200, "a_total 1\n"])
    expect(headers).toEqual({
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store"
    })
  })

  it("/readyz is 200 where nothing is wrong, else 503 with each reason on a line of its own", () => {
    expect(respond()("GET", "/readyz")).toMatchObject({ status: 200, body: "ready\n" })
    const { body, status } = respond(["live 0: the last run was unavailable", "upcoming 1: no run has ended yet"])(
      "GET",
      "/readyz"
    )
    expect(status).toBe(503)
    expect(body).toBe("live 0: the last run was unavailable\nupcoming 1: no run has ended yet\n")
  })

  it("/healthz is 200 whatever is wrong: the process answers", () => {
    expect(respond(["everything"])("GET", "/healthz")).toMatchObject({ status: 200, body: "ok\n" })
  })

  it("a query is ignored, HEAD is like GET, another method is 405, another path 404", () => {
    expect(respond()("GET", "/healthz?x=1").status).toBe(200)
    expect(respond()("HEAD", "/metrics").status).toBe(200)
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
      expect(respond()(method, "/metrics"), method).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } })
    }
    for (const path of ["/", "/metrics/", "//metrics", "/constructor", "/__proto__", "/../metrics", ""]) {
      expect(respond()("GET", path).status, path).toBe(404)
    }
  })
})
