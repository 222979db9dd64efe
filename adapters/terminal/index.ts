/** Text output for a terminal: the table of a result, and texts measured and cut in the columns of a terminal. */
export * as Table from "./Table.ts"
export * as Width from "./Width.ts"
