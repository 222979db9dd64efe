/**
 * Draws what a program wrote to a terminal as an SVG picture.
 *
 * xterm's own emulator reads the text, with cursor movements and erasing; here only its cells become text in SVG. Each run of
 * cells has a fixed place and length, so that columns stay columns in every font.
 */
import xterm from "@xterm/headless"

/** The size of the terminal, and what the picture shows, for those who cannot see it. */
export interface ScreenOptions {
  readonly columns: number
  readonly rows: number
  readonly title: string
}

interface Style {
  readonly color: string
  readonly isBold: boolean
}

/** Cells beside each other that look the same. */
interface Run extends Style {
  readonly text: string
  readonly column: number
  readonly width: number
}

const CELL = { width: 8.4, height: 18 } as const
const MARGIN = 16
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
const PAPER = "#161b22"
const INK = "#d6dde6"
const DIM = "#8b949e"
/** The first 16 colours of a terminal, readable on the paper. */
const PALETTE = [
  ...["#484f58", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#d6dde6"],
  ...["#6e7681", "#ffa198", "#7ee787", "#f2cc60", "#a5d6ff", "#e2c5ff", "#7de4ea", "#ffffff"]
]

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const isSame = (one: Style, other: Style) => one.color === other.color && one.isBold === other.isBold

/** Returns the runs of one line of the terminal. Two blanks end a run, since not every viewer keeps more than one. */
const runsOf = (terminal: xterm.Terminal, row: number): ReadonlyArray<Run> => {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)
  const runs: Array<Run> = []
  let blanks = 2
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column)
    if (cell === undefined || cell.getWidth() === 0) continue
    const text = cell.getChars().trim()
    if (text === "") {
      blanks++
      continue
    }
    const isDim = cell.isDim() !== 0
    const color = cell.isFgPalette() ? (PALETTE[cell.getFgColor()] ?? INK) : isDim ? DIM : INK
    const style: Style = { color, isBold: cell.isBold() !== 0 }
    const last = runs.at(-1)
    if (last !== undefined && blanks < 2 && isSame(last, style)) {
      const width = column + cell.getWidth() - last.column
      runs[runs.length - 1] = { ...last, text: last.text + " ".repeat(blanks) + text, width }
    } else runs.push({ ...style, text, column, width: cell.getWidth() })
    blanks = 0
  }
  return runs
}

const drawRun = ({ color, column, isBold, text, width }: Run, row: number): string => {
  const x = (MARGIN + column * CELL.width).toFixed(1)
  const y = MARGIN + row * CELL.height + 13
  const length = (width * CELL.width).toFixed(1)
  const weight = isBold ? ' font-weight="bold"' : ""
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${color}"${weight}>${escaped(text)}</text>`
}

/** Returns the picture of a terminal after a text was written to it; lines at the end that are empty are left out. */
export const drawScreen = async (written: string, { columns, rows, title }: ScreenOptions): Promise<string> => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(written, resolve))
  const lines = Array.from({ length: rows }, (_, row) => runsOf(terminal, row))
  terminal.dispose()
  const shown = lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1)
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = shown.length * CELL.height + 2 * MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    `<g font-family="${FONT}" font-size="14">`,
    ...shown.flatMap((runs, row) => runs.map((run) => drawRun(run, row))),
    "</g>",
    "</svg>",
    ""
  ].join("\n")
}
