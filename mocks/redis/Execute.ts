/**
 * One command from words to reply: looks it up, checks its count of words and whether the connection may use it, queues it
 * inside MULTI, and turns what commands throw into error replies.
 */
import type { Call, Command, Context, Waiting } from "./Command.ts"
import { Failure, type Reply, Status } from "./Reply.ts"

/** Finds a command that this server has. */
export const lookUp = ({ commands, state }: Context, name: string): Command | undefined => {
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
  context: Context,
  words: ReadonlyArray<string>,
  how: Pick<Call, "mayBlock" | "protocol">
): Reply | Waiting => {
  const { commands, session, state } = context
  const command = lookUp(context, words[0]!)!
  const db = state.databases[session.database]!
  const refusal = state.faults.refuse?.(words[0]!.toUpperCase(), words.slice(1))
  if (refusal !== undefined) return new Failure(refusal)
  const call: Call = { commands, state, session, name: words[0]!, args: words.slice(1), db, ...how }
  try {
    return command.run(call)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

const inSubscription = new Set(["subscribe", "unsubscribe", "ping", "quit", "reset"])

/** Takes a command from a connection: runs it, queues it, or refuses it. */
export const take = (context: Context, words: ReadonlyArray<string>): Reply | Waiting => {
  const { session } = context
  const name = words[0]!
  const command = lookUp(context, name)
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
  return run(context, words, { mayBlock: true, protocol: session.protocol })
}
