/**
 * What the bookmaker's layer has sent and received, in metrics. It counts all the same; here it is only read, when an exporter asks.
 */
import type { Traffic } from "../bookmaker/Traffic.ts"
import type { Deadline } from "../domain/Deadline.ts"
import type { Metrics } from "./Metrics.ts"

/** Lets exporters read the counters; `now` gives monotonic milliseconds. */
export const observe = ({ read }: Metrics, traffic: () => Traffic, now: () => Deadline): void => {
  read("requests", {}, () => traffic().requests)
  read("retries", {}, () => traffic().retries)
  read("heldBack", {}, () => traffic().heldBack)
  read("inFlight", {}, () => traffic().inFlight)
  read("circuitOpen", {}, () => (now() < traffic().circuitOpenUntil ? 1 : 0))
  read("waits", {}, () => traffic().waits)
  read("waitSeconds", {}, () => traffic().waitedMillis / 1000)
  read("receivedBytes", {}, () => traffic().bytes)
  read("unchanged", { kind: "not_modified" }, () => traffic().notModified)
  read("unchanged", { kind: "equal" }, () => traffic().equal)
}
