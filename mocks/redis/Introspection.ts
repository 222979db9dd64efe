/**
 * Commands that tell about the server: INFO (server, modules), MODULE LIST, COMMAND INFO and COUNT, CONFIG GET, TIME, and
 * DEBUG SET-ACTIVE-EXPIRE. COMMAND INFO is exact for JSON and FT commands; of the others it tells name and arity.
 */
import type { Call, Command, Commands } from "./Command.ts"
import { lookUp } from "./Execute.ts"
import { glob } from "./Glob.ts"
import { Failure, integer, Members, notKnown, ok, Pairs, type Reply, Status } from "./Reply.ts"
import type { Version } from "./Version.ts"
import { loaded, modules, redisVersion } from "./Versions.ts"

const info = ({ args, state }: Call): Reply => {
  const wanted = (section: string) =>
    args.length === 0 || args.some((word) => [section, "all", "everything", "default"].includes(word.toLowerCase()))
  const sections: Array<string> = []
  if (wanted("server")) {
    const lines = [
      `redis_version:${redisVersion(state)}`,
      "redis_build_id:0000000000000000",
      "redis_mode:standalone",
      "arch_bits:64",
      "executable:redis-server"
    ]
    sections.push(["# Server", ...lines, ""].join("\r\n"))
  }
  if (wanted("modules")) {
    const all = loaded(state)
    const both = all.length === 2
    const lines = all.map(({ name, version }) => {
      const usedBy = both && name === "ReJSON" ? "search" : ""
      const using = both && name === "search" ? "ReJSON" : ""
      return `module:name=${name},ver=${version},api=1,filters=0,usedby=[${usedBy}],using=[${using}],options=[handle-io-errors]`
    })
    sections.push(["# Modules", ...lines, ""].join("\r\n"))
  }
  return sections.join("\r\n")
}

const keySpecification = new Pairs([
  ["flags", new Members(["RW", "access", "update"].map((flag) => new Status(flag)))],
  [
    "begin_search",
    new Pairs([
      ["type", "index"],
      ["spec", new Pairs([["index", 1]])]
    ])
  ],
  [
    "find_keys",
    new Pairs([
      ["type", "range"],
      [
        "spec",
        new Pairs([
          ["lastkey", 0],
          ["keystep", 1],
          ["limit", 0]
        ])
      ]
    ])
  ]
])

const describe = (name: string, command: Command, version: Version): Reply => {
  const lower = name.toLowerCase()
  const module = lower.startsWith("json.") || lower.startsWith("ft.")
  const flags = command.write === true ? ["write", "denyoom"] : ["readonly"]
  const all = new Members((module ? [...flags, "module"] : flags).map((flag) => new Status(flag)))
  const shown = lower.startsWith("ft.") ? lower.toUpperCase() : lower
  if (!module)
    return [shown, command.arity, all, 0, 0, 0, new Members([]), new Members([]), new Members([]), new Members([])]
  if (version === "8.0" && lower.startsWith("ft.")) {
    const categories = [command.write === true ? "@write" : "@read", "@search"].map((one) => new Status(one))
    return [shown, -1, all, 0, 0, 0, new Members(categories), new Members([]), new Members([]), new Members([])]
  }
  return [shown, -1, all, 1, 1, 1, new Members([]), new Members([]), new Members([keySpecification]), new Members([])]
}

const command = (call: Call): Reply => {
  const [verb, ...names] = call.args
  const here = Object.keys(call.commands).filter((name) => lookUp(call, name) !== undefined)
  if (verb?.toUpperCase() === "COUNT") return here.length
  if (verb !== undefined && verb.toUpperCase() !== "INFO") throw notKnown(`COMMAND ${verb.toUpperCase()}`)
  return (names.length > 0 ? names : here).map((name) => {
    const found = lookUp(call, name)
    return found === undefined ? null : describe(name, found, call.state.version)
  })
}

const settings: ReadonlyArray<readonly [string, string]> = [
  ["stream-node-max-entries", "100"],
  ["stream-node-max-bytes", "4096"],
  ["maxmemory", "0"],
  ["maxmemory-policy", "noeviction"],
  ["appendonly", "no"]
]

const config = ({ args }: Call): Reply => {
  const [verb, ...patterns] = args
  if (verb!.toUpperCase() !== "GET" || patterns.length === 0) throw notKnown(`CONFIG ${verb!.toUpperCase()}`)
  const wanted = patterns.map((pattern) => glob(pattern.toLowerCase()))
  return new Pairs(settings.filter(([name]) => wanted.some((matches) => matches(name))))
}

const debug = ({ args, state }: Call): Reply => {
  if (args[0]!.toUpperCase() !== "SET-ACTIVE-EXPIRE" || args.length !== 2) throw notKnown(`DEBUG ${args[0]}`)
  state.activeExpiry = integer(args[1]) !== 0
  return ok
}

/** The commands of this family. */
export const introspection: Commands = {
  info: { arity: -1, run: info },
  module: {
    arity: -2,
    run: ({ args, state }) => {
      if (args[0]!.toUpperCase() === "LIST" && args.length === 1) return modules(state)
      throw new Failure(`ERR unknown subcommand '${args[0]}'. Try MODULE HELP.`)
    }
  },
  command: { arity: -1, run: command },
  config: { arity: -2, run: config },
  time: {
    arity: 1,
    run: ({ state }) => [String(Math.trunc(state.now() / 1000)), String(Math.trunc((state.now() % 1000) * 1000))]
  },
  debug: { arity: -2, inScripts: false, run: debug }
}
