/** The platform services and the process runner of a command. */
export * as Host from "./Host.ts"
export { runMain } from "./runMain.ts"
