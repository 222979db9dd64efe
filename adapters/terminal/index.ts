/**
 * Text output for a terminal: the table of a result, the live screen of a watch, and texts measured and cut in the columns of a terminal.
 *
 * @module
 */

/** The live screen of a watch. */
export * as Screen from "./Screen.ts"
/** The table of a result. */
export * as Table from "./Table.ts"
/** Texts measured, cut and wrapped in the columns of a terminal. */
export * as Width from "./Width.ts"
