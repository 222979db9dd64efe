/** Text output for a terminal: the table of a result, the live screen of a watch, and texts measured and cut in the columns of a terminal. */
export * as Screen from "./Screen.ts"
export * as Table from "./Table.ts"
export * as Width from "./Width.ts"
