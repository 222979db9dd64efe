/**
 * EVAL, EVALSHA and SCRIPT LOAD, EXISTS, FLUSH. A script runs without pause, so nothing comes between its commands; what it wrote
 * before an error stays. The interpreter has to be loaded before these run: `needsLua` tells Connection.ts.
 */
import { type Call, type Commands, Waiting } from "./Command.ts"
import { fits, lookUp, run } from "./Execute.ts"
import { type LuaMachine, sha1 } from "./Lua.ts"
import { Failure, integer, ok, type Reply } from "./Reply.ts"

/** Tells whether a command needs the interpreter. */
export const needsLua = (name: string): boolean => ["eval", "evalsha", "script"].includes(name.toLowerCase())

const machine = ({ state }: Call): LuaMachine => {
  if (state.lua === undefined) throw new Error("Lua is not loaded")
  return state.lua
}

const caller =
  (call: Call) =>
  (words: ReadonlyArray<string>): Reply => {
    const command = lookUp(call, words[0]!)
    if (command === undefined) return new Failure("ERR Unknown Redis command called from script")
    if (!fits(command, words.length)) return new Failure("ERR Wrong number of args calling Redis command from script")
    if (command.inScripts === false) return new Failure("ERR This Redis command is not allowed from script")
    const reply = run(call, words, { mayBlock: false, protocol: 2 })
    return reply instanceof Waiting ? reply.timedOut : reply
  }

const evaluate = (call: Call, source: string): Reply => {
  const [, amount, ...words] = call.args
  const count = integer(amount)
  if (count > words.length) throw new Failure("ERR Number of keys can't be greater than number of args")
  if (count < 0) throw new Failure("ERR Number of keys can't be negative")
  const { session } = call
  const { database } = session
  try {
    return machine(call).run(source, words.slice(0, count), words.slice(count), caller(call))
  } finally {
    session.database = database
  }
}

const evalText = (call: Call): Reply => {
  const source = call.args[0]!
  const wrong = machine(call).check(source)
  if (wrong !== undefined) return wrong
  call.state.scripts.set(sha1(source), source)
  return evaluate(call, source)
}

const evalHash = (call: Call): Reply => {
  const source = call.state.scripts.get(call.args[0]!.toLowerCase())
  if (source === undefined) throw new Failure("NOSCRIPT No matching script. Please use EVAL.")
  return evaluate(call, source)
}

const manage = (call: Call): Reply => {
  const [verb, ...words] = call.args as [string, ...Array<string>]
  const word = verb.toUpperCase()
  if (word === "LOAD" && words.length === 1) {
    const wrong = machine(call).check(words[0]!)
    if (wrong !== undefined) return wrong
    call.state.scripts.set(sha1(words[0]!), words[0]!)
    return sha1(words[0]!)
  }
  if (word === "EXISTS" && words.length > 0)
    return words.map((hash) => (call.state.scripts.has(hash.toLowerCase()) ? 1 : 0))
  if (word === "FLUSH" && words.length <= 1) {
    call.state.scripts.clear()
    return ok
  }
  if (!["LOAD", "EXISTS", "FLUSH"].includes(word))
    throw new Failure(`ERR unknown subcommand '${verb}'. Try SCRIPT HELP.`)
  throw new Failure(`ERR wrong number of arguments for 'script|${word.toLowerCase()}' command`)
}

/** The commands of this family. */
export const scripts: Commands = {
  eval: { arity: -3, write: true, inScripts: false, run: evalText },
  evalsha: { arity: -3, write: true, inScripts: false, run: evalHash },
  script: { arity: -2, inScripts: false, run: manage }
}
