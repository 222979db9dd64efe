/** The machine and the process, for a command. */
export * as Host from "./Host.ts"
export { runMain } from "./runMain.ts"
