/**
 * The pictures of the README: drawn from what a terminal shows, and of the table and the screen as they are now.
 */
import { describe, expect, it } from "vitest"
import { render } from "../../adapters/terminal/Screen.ts"
import { drawScreen } from "../../ops/pictures/drawScreen.ts"
import { initial } from "../../src/extraction/watch/WatchState.ts"
import { textOf } from "./documents.ts"

const TEXT = /<text x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)<\/text>/g

/** Returns the texts of a picture. */
const textsIn = (picture: string) =>
  Array.from(picture.matchAll(TEXT), ([, x, y, length, text = ""]) => ({
    x: Number(x),
    y: Number(y),
    end: Number(x) + Number(length),
    text
  }))

const widthOf = (picture: string) => Number(/^<svg [^>]*width="(\d+)"/.exec(picture)?.[1])

describe("a drawn terminal", () => {
  const draw = (written: string) => drawScreen(written, { columns: 20, rows: 5, title: "a & b" })

  it("has texts where the terminal shows them, and nothing that was written over", async () => {
    const texts = textsIn(await draw("gone\r\x1b[Ka b  c\r\n\r\n d"))
    expect(texts.map(({ text }) => text)).toEqual(["a b", "c", "d"])
    const [first, second, third] = texts
    expect(second!.x - first!.x).toBeCloseTo((third!.x - first!.x) * 5)
    expect(second!.y).toBe(first!.y)
    expect(third!.y - first!.y).toBe(36)
  })

  it("has the terminal's colours and weights, and is well-formed whatever it says", async () => {
    const picture = await draw("\x1b[32mgood\x1b[39m \x1b[1m<&>\x1b[22m")
    expect(picture).toMatch(/fill="#56d364">good</)
    expect(picture).toMatch(/font-weight="bold">&lt;&amp;&gt;</)
    expect(picture).toContain("<title>a &amp; b</title>")
  })
})

describe.each(["run.svg", "watch.svg"])("docs/pictures/%s", (name) => {
  const picture = textOf(`docs/pictures/${name}`)

  it("keeps every text within its width", () => {
    const texts = textsIn(picture)
    expect(texts.length).toBeGreaterThan(30)
    expect(texts.filter(({ end }) => end > widthOf(picture))).toEqual([])
  })
})

it("the picture of a run has the table and the report of a run", () => {
  const texts = textsIn(textOf("docs/pictures/run.svg")).map(({ text }) => text)
  for (const text of [
    "Nairobi",
    "yes",
    "no",
    "btts",
    "competitions",
    "matches",
    "documents",
    "published",
    "complete"
  ]) {
    expect(texts).toContain(text)
  }
  expect(texts[0]).toBe("$ npx bookiegamma btts live --limit 12")
})

it("the picture of a watch has the columns and the keys of the screen", () => {
  const view = {
    ...{ now: 0, startedAt: 0, state: initial, isPaused: false, requestsPerSecond: 0, retries: 0, inFlight: 0 },
    ...{ circuitOpenMillis: 0, moves: [], scrolled: 0, messages: [] }
  }
  const lines = render(view, { columns: 96, rows: 26, colors: false })
  const head = lines.find((line) => line.startsWith("source"))!.split(/ +/)
  const keys = lines.at(-1)!.split(/ {2,}/)
  expect([head.length, keys.length]).toEqual([8, 2])
  const texts = textsIn(textOf("docs/pictures/watch.svg")).map(({ text }) => text)
  expect(texts).toEqual(expect.arrayContaining([...head, ...keys]))
})
