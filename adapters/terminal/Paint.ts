/** The colours of a terminal. */

/** Colours texts, or leaves them as they are. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
}

/** Makes the styles, with or without colours. */
export const make = (colors: boolean): Paint => {
  const style = (open: number, close: number) => (text: string) =>
    colors && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text
  return { bold: style(1, 22), dim: style(2, 22), green: style(32, 39), red: style(31, 39), yellow: style(33, 39) }
}
