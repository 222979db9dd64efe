/**
 * What a market supplies: its names on the wire and in the store, its outcomes, and how the bookmaker spells these.
 *
 * A new market is one file in `markets/` and one line in `Markets.ts`; everything else reads it from there.
 */

/** Describes one market of the bookmaker and the extractor that reads it. */
export interface Market {
  /** The extractor's name, on the command line and in reports, such as `btts`. */
  readonly id: string
  /** What is bet on in a few words, for help and tables. */
  readonly title: string
  /** Further spellings of the extractor's name on the command line. */
  readonly aliases: ReadonlyArray<string>
  /** The market's name on the wire; compared without case. */
  readonly wireName: string
  /** The bookmaker's `sub_type_id`. */
  readonly subTypeId: string
  /** The line that is read, such as `total=2.5`. @default "" (the market has no line) */
  readonly specifiers?: string
  /** The outcomes in order, as the store names them. */
  readonly outcomes: ReadonlyArray<string>
  /** The outcome that an `outcome_key`, clean and in lower case, stands for; other keys are ignored. */
  readonly outcomeKeys: Readonly<Record<string, string>>
  /** How many of the outcomes win: the sum of 1/odds divided by it is the margin. */
  readonly winners: 1 | 2
  /** The market in the store's keys: `{PREFIX}-{keyPart}_{source}`. */
  readonly keyPart: string
  /** The market in the name of its index: `idx:{PREFIX}{indexPart}_{source}`. */
  readonly indexPart: string
}
