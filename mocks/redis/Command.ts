/**
 * What a command is: its arity as Redis counts it (the name included, negative for "at least"), and a function from a call
 * to a reply. Families of commands export records of them; Commands.ts puts the records together, and Server.ts hands that
 * table to whatever executes commands, so that no family has to import it.
 */
import type { Database } from "./Database.ts"
import type { Reply } from "./Reply.ts"
import type { Protocol } from "./Resp.ts"
import type { Session } from "./Session.ts"
import type { State } from "./State.ts"

/** Where commands are executed: the table they are looked up in, the server's state, the connection that sent them. */
export interface Context {
  readonly commands: Commands
  readonly state: State
  readonly session: Session
}

/** One command being executed, with its words. */
export interface Call extends Context {
  /** the name as it was sent */
  readonly name: string
  /** the words after the name */
  readonly args: ReadonlyArray<string>
  readonly db: Database
  /** 2 inside scripts, whichever protocol the connection uses */
  readonly protocol: Protocol
  /** false in scripts and transactions, where nothing may block */
  readonly mayBlock: boolean
}

/** Says that a command waits: it is tried again after every write until it has an answer or its time is over. */
export class Waiting {
  readonly milliseconds: number
  readonly attempt: () => Reply | undefined
  readonly timedOut: Reply
  constructor(milliseconds: number, attempt: () => Reply | undefined, timedOut: Reply) {
    this.milliseconds = milliseconds
    this.attempt = attempt
    this.timedOut = timedOut
  }
}

/** A command. */
export interface Command {
  readonly arity: number
  readonly write?: boolean
  /** false where scripts may not use it */
  readonly inScripts?: boolean
  /** runs at once even inside MULTI */
  readonly immediate?: boolean
  /** allowed before AUTH */
  readonly open?: boolean
  readonly run: (call: Call) => Reply | Waiting
}

/** Commands by their names in lower case. */
export type Commands = Readonly<Record<string, Command>>
