/**
 * The line of progress: drawn on a terminal alone, in its width, not too often, and gone at the end.
 */
import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Console, Effect, Fiber, Layer, Sink, Stdio, Stream, Terminal } from "effect"
import { TestClock } from "effect/testing"
import { drawingProgress } from "../../src/cli/commands/extract/progress.ts"
import * as progressLine from "../../src/cli/commands/extract/progressLine.ts"
import { say } from "../../src/cli/output.ts"
import { type Deadline, Progress, type Requests } from "../../src/index.ts"
import { shown } from "../helpers/terminal.ts"

const noRequests: Requests = { sent: 0, retries: 0, wait: undefined }
const fetching = (requests: Partial<Requests> = {}, answered = 0): Progress => ({
  step: "fetch",
  competitions: 1234,
  answered,
  matches: 5678,
  documents: 0,
  requests: () => ({ ...noRequests, ...requests })
})

interface Screen {
  readonly written: Array<string>
  readonly layer: Layer.Layer<Stdio.Stdio | Terminal.Terminal>
}

const screen = ({ isTerminal = true, columns = 80, term = "xterm" } = {}): Screen => {
  const written: Array<string> = []
  const never = Effect.die("not asked for")
  const write = (chunk: string | Uint8Array) => Effect.sync(() => void written.push(String(chunk)))
  return {
    written,
    layer: Layer.mergeAll(
      Layer.succeed(
        Stdio.Stdio,
        Stdio.make({
          args: Effect.succeed([]),
          stdinIsTerminal: Effect.succeed(false),
          stdoutIsTerminal: Effect.succeed(false),
          stderrIsTerminal: Effect.succeed(isTerminal),
          stdout: () => Sink.die("progress is not for stdout"),
          stderr: () => Sink.forEach(write),
          stdin: Stream.empty
        })
      ),
      Layer.succeed(
        Terminal.Terminal,
        Terminal.make({
          columns: Effect.succeed(columns),
          rows: Effect.succeed(24),
          size: never,
          readInput: never,
          readLine: never,
          display: () => never
        })
      ),
      ConfigProvider.layer(ConfigProvider.fromUnknown({ TERM: term }))
    )
  }
}

/** Tells a run's progress at once, and ends it after so many milliseconds. */
const runFor = (millis: number, progress: Progress) =>
  Effect.gen(function* () {
    const tell = yield* Progress
    tell(progress)
    yield* Effect.sleep(millis)
    return "done"
  })

const drawn = Effect.fnUntraced(function* (on: Screen, run: Effect.Effect<string, never, Stdio.Stdio>) {
  const fiber = yield* Effect.forkChild(drawingProgress("opening the store")(run).pipe(Effect.provide(on.layer)))
  for (let step = 0; step < 200; step++) yield* TestClock.adjust(25)
  expect(yield* Fiber.join(fiber)).toBe("done")
})

describe("progress", () => {
  it.effect("is drawn at most eight times a second on a terminal, and its line is empty at the end", () =>
    Effect.gen(function* () {
      const on = screen()
      yield* drawn(on, runFor(2000, fetching({ sent: 5, retries: 1 }, 2)))
      expect(on.written.length).toBeGreaterThan(10)
      expect(on.written.length).toBeLessThanOrEqual(18)
      expect(shown(on.written.slice(0, -1).join(""))).toStrictEqual([
        "competitions 2/1,234, 0.0 requests/s, 1 retry, matches 5,678"
      ])
      expect(shown(on.written.join(""))).toStrictEqual([""])
    })
  )

  for (const [where, options] of [
    ["where stderr is no terminal", { isTerminal: false }],
    ["on a terminal that cannot move its cursor", { term: "dumb" }]
  ] as const) {
    it.effect(`is neither drawn nor counted ${where}`, () =>
      Effect.gen(function* () {
        const on = screen(options)
        let asked = 0
        const counting = { ...fetching(), requests: () => noRequests }
        counting.requests = () => {
          asked++
          return noRequests
        }
        yield* drawn(on, runFor(1000, counting))
        expect(on.written).toStrictEqual([])
        expect(asked).toBe(0)
      })
    )
  }

  it.effect("leaves lines that are written meanwhile whole, above it", () =>
    Effect.gen(function* () {
      const on = screen()
      const lines: Array<string> = []
      const console = { ...globalThis.console, error: (text: string) => void on.written.push(`${text}\n`) }
      const run = Effect.gen(function* () {
        yield* Effect.sleep(300)
        yield* say("store:     a file")
        yield* Effect.sleep(300)
        ;(yield* Console.Console).error("a warning")
        lines.push(...shown(on.written.join("")))
        return yield* runFor(300, fetching())
      })
      yield* drawn(on, run).pipe(Effect.provideService(Console.Console, console))
      expect(lines).toStrictEqual(["store:     a file", "a warning", ""])
      expect(shown(on.written.join(""))).toStrictEqual(["store:     a file", "a warning", ""])
    })
  )

  it.effect("says what is done before there is anything to count", () =>
    Effect.gen(function* () {
      const on = screen({ columns: 13 })
      yield* drawn(on, Effect.as(Effect.sleep(500), "done"))
      expect(shown(on.written.slice(0, -1).join(""))).toStrictEqual(["opening the s".slice(0, 12)])
    })
  )
})

describe("the line of progress", () => {
  const at = (progress: Progress, now = 0, width = 79) => progressLine.make().at(progress, now, width)
  const wait = (reason: NonNullable<Requests["wait"]>["reason"], until: Deadline.Deadline) =>
    fetching({ wait: { reason, until, last: "timeout" } })

  it("counts requests a second over the last seconds", () => {
    const line = progressLine.make()
    const lines = Array.from({ length: 80 }, (_, tick) =>
      line.at(fetching({ sent: tick < 40 ? tick * 5 : 200 }, tick), tick * 125, 79)
    )
    expect(lines[3]).toBe("competitions 3/1,234, matches 5,678")
    expect(lines[4]).toBe("competitions 4/1,234, 40 requests/s, matches 5,678")
    expect(lines[39]).toContain(", 40 requests/s,")
    expect(lines[52]).toContain(", 20 requests/s,")
    expect(lines[79]).toContain(", 0.0 requests/s,")
    expect(line.at(fetching({ sent: 3 }), 10_100, 79)).not.toContain("-")
  })

  it("says what is waited for, and how long still", () => {
    expect(at(wait("pause", 11_500))).toBe("competitions 0/1,234, waiting 12 s: the bookmaker asks for a pause")
    expect(at(wait("pause", 11_500), 9500)).toContain(", waiting 2 s: the bookmaker asks")
    expect(at(wait("rate", 300))).toContain(", waiting 0.3 s: the rate is limited")
    expect(at(wait("circuit-open", 1000))).toContain(", circuit open for 1 s: the bookmaker is down")
    expect(at(wait("retry", 2000))).toContain(", waiting 2 s to try again: timeout")
  })

  it("says that nothing arrives, once that has lasted two seconds", () => {
    const line = progressLine.make()
    expect(line.at(fetching({ sent: 9 }), 0, 79)).not.toContain("no answer")
    expect(line.at(fetching({ sent: 9 }), 1999, 79)).not.toContain("no answer")
    expect(line.at(fetching({ sent: 9 }), 7400, 79)).toContain(", no answer for 7 s,")
    expect(line.at(fetching({ sent: 10 }), 7500, 79)).not.toContain("no answer")
  })

  it("names the listing and the storing", () => {
    const listing: Progress = { ...fetching({ retries: 2 }), step: "list" }
    expect(at(listing)).toBe("listing competitions, 2 retries")
    const line = progressLine.make()
    const storing: Progress = { ...fetching(), step: "store", documents: 3000 }
    expect(line.at(storing, 100, 79)).toBe("storing 3,000 documents")
    expect(line.at(storing, 4100, 79)).toBe("storing 3,000 documents, 4 s")
    expect(at({ ...storing, documents: 1 })).toBe("storing 1 document")
    expect(at({ ...storing, documents: 0 })).toBe("storing")
  })

  it("fits every width, with what matters most, in characters of one column", () => {
    for (const reason of ["pause", "rate", "circuit-open", "retry"] as const) {
      for (const width of [0, 1, 10, 19, 39, 50, 79, 199]) {
        const line = at(wait(reason, 12_000), 0, width)
        expect(line.length).toBeLessThanOrEqual(width)
        expect(line).toMatch(/^[ -~]*$/)
      }
      expect(at(wait(reason, 12_000), 0, 70)).toMatch(/^competitions 0\/1,234, .*12 s/)
    }
  })
})
