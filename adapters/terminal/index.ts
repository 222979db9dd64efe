/** What is drawn for people. */
export * as Table from "./Table.ts"
