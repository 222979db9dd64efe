/**
 * Commands about the connection itself: PING, ECHO, HELLO, AUTH, CLIENT, SELECT, QUIT, and SUBSCRIBE, UNSUBSCRIBE, PUBLISH.
 * Patterns and shards of pub/sub do not exist here.
 */
import type { Call, Commands } from "./Command.ts"
import { Failure, integer, ok, Pairs, Push, type Reply, Status, syntaxError } from "./Reply.ts"
import { modules, redisVersion } from "./Versions.ts"

const wrongPassword = () => new Failure("WRONGPASS invalid username-password pair or user is disabled.")

const login = ({ state, session }: Call, username: string, password: string): void => {
  const right =
    state.password === undefined ? username === "default" : username === state.username && password === state.password
  if (!right) throw wrongPassword()
  session.authenticated = true
}

const auth = (call: Call): Reply => {
  const [first, second, ...more] = call.args
  if (more.length > 0) throw syntaxError()
  if (second === undefined && call.state.password === undefined) {
    throw new Failure(
      "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?"
    )
  }
  if (second === undefined) login(call, "default", first!)
  else login(call, first!, second)
  return ok
}

const hello = (call: Call): Reply => {
  const { args, state, session } = call
  const [version, ...words] = args
  if (version !== undefined && version !== "2" && version !== "3") {
    integer(version, "ERR Protocol version is not an integer or out of range")
    throw new Failure("NOPROTO unsupported protocol version")
  }
  let name: string | undefined
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.toUpperCase()
    if (word === "AUTH" && at + 2 < words.length) {
      login(call, words[at + 1]!, words[at + 2]!)
      at += 2
    } else if (word === "SETNAME" && at + 1 < words.length) name = words[++at]
    else throw new Failure(`ERR Syntax error in HELLO option '${words[at]}'`)
  }
  if (!session.authenticated) {
    throw new Failure(
      "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option " +
        "can be used to authenticate the client and select the RESP protocol version at the same time"
    )
  }
  if (name !== undefined) session.name = name
  if (version !== undefined) session.protocol = version === "3" ? 3 : 2
  return new Pairs([
    ["server", "redis"],
    ["version", redisVersion(state)],
    ["proto", session.protocol],
    ["id", session.id],
    ["mode", "standalone"],
    ["role", "master"],
    ["modules", modules(state)]
  ])
}

const client = ({ args, state, session }: Call): Reply => {
  const [verb, ...words] = args as [string, ...Array<string>]
  const need = (count: number) => {
    if (words.length === count) return
    throw new Failure(`ERR wrong number of arguments for 'client|${verb.toLowerCase()}' command`)
  }
  const clean = (text: string, what: string) => {
    if (/^[!-~]*$/.test(text)) return text
    throw new Failure(`ERR ${what} cannot contain spaces, newlines or special characters.`)
  }
  switch (verb.toUpperCase()) {
    case "ID":
      need(0)
      return session.id
    case "GETNAME":
      need(0)
      return session.name === "" ? null : session.name
    case "SETNAME":
      need(1)
      session.name = clean(words[0]!, "Client names")
      return ok
    case "SETINFO": {
      need(2)
      const attribute = words[0]!.toLowerCase()
      if (attribute !== "lib-name" && attribute !== "lib-ver")
        throw new Failure(`ERR Unrecognized option '${words[0]}'`)
      session.library.set(attribute, clean(words[1]!, attribute))
      return ok
    }
    case "INFO": {
      need(0)
      const library = [...session.library].map(([name, value]) => ` ${name}=${value}`).join("")
      return `id=${session.id} name=${session.name} db=${session.database} resp=${session.protocol}${library} sessions=${state.sessions.size}\n`
    }
    default:
      throw new Failure(`ERR unknown subcommand '${verb}'. Try CLIENT HELP.`)
  }
}

const select = ({ args, session, state }: Call): Reply => {
  const index = integer(args[0])
  if (index < 0 || index >= state.databases.length) throw new Failure("ERR DB index is out of range")
  session.database = index
  return ok
}

const subscribe = ({ args, session }: Call): Reply => {
  for (const channel of args) {
    session.channels.add(channel)
    session.push(new Push(["subscribe", channel, session.channels.size]))
  }
  return noReply
}

const unsubscribe = ({ args, session }: Call): Reply => {
  const channels = args.length > 0 ? args : [...session.channels]
  for (const channel of channels) {
    session.channels.delete(channel)
    session.push(new Push(["unsubscribe", channel, session.channels.size]))
  }
  if (channels.length === 0) session.push(new Push(["unsubscribe", null, 0]))
  return noReply
}

const publish = ({ args, state }: Call): Reply => {
  const [channel, message] = args as [string, string]
  const listeners = [...state.sessions].filter((one) => one.channels.has(channel))
  for (const one of listeners) one.push(new Push(["message", channel, message]))
  return listeners.length
}

/** The reply of commands that have written their messages themselves; nothing is written for it. */
export const noReply = new Status("")

const ping = ({ args, session }: Call): Reply => {
  if (args.length > 1) throw new Failure("ERR wrong number of arguments for 'ping' command")
  if (session.channels.size > 0 && session.protocol === 2) return ["pong", args[0] ?? ""]
  return args[0] ?? new Status("PONG")
}

/** The commands of this family. */
export const connections: Commands = {
  ping: { arity: -1, run: ping },
  echo: { arity: 2, run: ({ args }) => args[0]! },
  hello: { arity: -1, open: true, inScripts: false, run: hello },
  auth: { arity: -2, open: true, inScripts: false, run: auth },
  client: { arity: -2, inScripts: false, run: client },
  select: { arity: 2, run: select },
  quit: {
    arity: -1,
    open: true,
    immediate: true,
    inScripts: false,
    run: ({ session }) => {
      session.closing = true
      return ok
    }
  },
  subscribe: { arity: -2, inScripts: false, run: subscribe },
  unsubscribe: { arity: -1, inScripts: false, run: unsubscribe },
  publish: { arity: 3, run: publish }
}
