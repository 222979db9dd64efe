/** Text output for a terminal. */
export * as Table from "./Table.ts"
