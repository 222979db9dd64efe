/**
 * One command from words to reply: looks it up, checks its count of words and whether the connection may use it, queues it
 * inside MULTI, and turns what commands throw into error replies.
 */
import type { Call, Command, Waiting } from "./Command.ts"
import { commands } from "./Commands.ts"
import { Failure, type Reply, Status } from "./Reply.ts"
import type { Session } from "./Session.ts"
import type { State } from "./State.ts"

/** Finds a command that this server has. */
export const lookUp = (state: State, name: string): Command | undefined => {
  const lower = name.toLowerCase()
  return Object.hasOwn(commands, lower) && !state.lacks(lower) ? commands[lower] : undefined
}

const unknown = (name: string, args: ReadonlyArray<string>) => {
  let shown = ""
  for (const arg of args) {
    if (shown.length >= 128) break
    shown += `'${arg.slice(0, 128 - shown.length)}' `
  }
  return new Failure(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`)
}

/** Tells whether a count of words, the name included, fits a command. */
export const fits = ({ arity }: Command, words: number): boolean => (arity >= 0 ? words === arity : words >= -arity)

/** Runs a command now, whatever is queued. */
export const run = (
  state: State,
  session: Session,
  words: ReadonlyArray<string>,
  how: { readonly mayBlock: boolean; readonly protocol: 2 | 3 }
): Reply | Waiting => {
  const command = lookUp(state, words[0]!)!
  const db = state.databases[session.database]!
  const call: Call = { state, session, name: words[0]!, args: words.slice(1), db, ...how }
  try {
    return command.run(call)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

const inSubscription = new Set(["subscribe", "unsubscribe", "ping", "quit", "reset"])

/** Takes a command from a connection: runs it, queues it, or refuses it. */
export const take = (state: State, session: Session, words: ReadonlyArray<string>): Reply | Waiting => {
  const name = words[0]!
  const command = lookUp(state, name)
  const refuse = (error: Failure): Failure => {
    if (session.queued !== undefined) session.broken = true
    return error
  }
  if (command === undefined) return refuse(unknown(name, words.slice(1)))
  const lower = name.toLowerCase()
  if (!fits(command, words.length)) return refuse(new Failure(`ERR wrong number of arguments for '${lower}' command`))
  if (!session.authenticated && command.open !== true) return refuse(new Failure("NOAUTH Authentication required."))
  if (session.protocol === 2 && session.channels.size > 0 && !inSubscription.has(lower)) {
    return refuse(
      new Failure(
        `ERR Can't execute '${lower}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`
      )
    )
  }
  if (session.queued !== undefined && command.immediate !== true) {
    session.queued.push(words)
    return new Status("QUEUED")
  }
  return run(state, session, words, { mayBlock: true, protocol: session.protocol })
}
