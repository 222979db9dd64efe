/** Changes of the adapters besides Redis: SQLite, proxies, ky, the host, the terminal. */
import type { MutantList } from "../Mutant.ts"

const SQLITE = ["test/adapters/sqlite.test.ts"]
const FILE = ["test/adapters/sqliteFile.test.ts"]
const PROXY = ["test/adapters/proxy.test.ts"]

export const adapters: MutantList = [
  {
    file: "adapters/sqlite/Sqlite.ts",
    tests: ["test/adapters/sqliteFile.test.ts"],
    mutants: [
      { name: "a file that is locked refuses", find: "isRefusal: !isBusy(cause)", replace: "isRefusal: true" },
      { name: "no file refuses", find: "isRefusal: !isBusy(cause)", replace: "isRefusal: false" }
    ]
  },
  {
    file: "adapters/sqlite/Sqlite.ts",
    tests: SQLITE,
    mutants: [
      { name: "no transaction", find: '    database.exec("COMMIT")\n    return result', replace: "    return result" },
      {
        name: "a transaction is not begun",
        find: "  database.exec(`BEGIN ${kind}`)\n",
        replace: "",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "writes are outside of a transaction",
        find: "inTransaction(database, () => body(statements, now, monotonicNow))",
        replace: "body(statements, now, monotonicNow)",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "a failed transaction is not taken back",
        find: 'if (database.isTransaction) database.exec("ROLLBACK")',
        replace: 'if (database.isTransaction) database.exec("COMMIT")',
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "a locked file is not waited for",
        find: "while: (error) => isBusy(error.cause)",
        replace: "while: () => false",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "another program's file is taken",
        find: "if (!TABLES.every((name) => tables.has(name))) {",
        replace: "if (false as boolean) {",
        tests: FILE
      },
      {
        name: "another layout is taken",
        find: "if (layout !== LAYOUT) throw",
        replace: "if (layout > 1000) throw",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "a lock is not named",
        find: "if (isBusy(cause)) return",
        replace: "if (!message) return",
        tests: FILE
      },
      {
        name: "the file is not closed",
        find: "(opened) => Effect.sync(() => opened.close())",
        replace: "(opened) => Effect.sync(() => void opened)",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "SQLite itself waits for a lock",
        find: "const BUSY_TIMEOUT_MILLIS = 30",
        replace: "const BUSY_TIMEOUT_MILLIS = 3000",
        tests: [...SQLITE, ...FILE]
      },
      {
        name: "the file is not in WAL mode",
        find: "PRAGMA journal_mode = WAL; ",
        replace: "",
        tests: [...SQLITE, ...FILE]
      }
    ]
  },
  {
    file: "adapters/sqlite/SqliteOddsStore.ts",
    tests: SQLITE,
    mutants: [
      {
        name: "what has expired is there",
        find: 'const NOT_EXPIRED = "(expires IS NULL OR expires > ?)"',
        replace: 'const NOT_EXPIRED = "(1 OR expires > ?)"'
      },
      { name: "what has expired is never deleted", find: "        deleteExpired(statements, now)\n", replace: "" },
      { name: "an entry that holds another match is changed", find: 'if (id !== matchId) return "gone"', replace: "" },
      {
        name: "older odds replace newer ones",
        find: 'if (typeof storedAt === "number" && storedAt > asOf && storedAt <= now / 1000) return "merged"',
        replace: ""
      },
      { name: "a date to come is trusted", find: " && storedAt <= now / 1000) return", replace: ") return" },
      { name: "arbitrage stays", find: ", arbitrage: 0 }\n", replace: " }\n" },
      {
        name: "a deadline does not keep a write back",
        find: "if (now > deadline) throw",
        replace: "if (now > deadline + 1e9) throw"
      },
      {
        name: "a publication overwrites that of the same second",
        find: "period)).length > 0) second++",
        replace: "period)).length > 0) break"
      },
      {
        name: "the stream remembers everything",
        find: 'run("DELETE FROM stream WHERE name = ? AND millis < ?", keys.stream, now - STREAM_MEMORY_SECONDS * 1000)',
        replace: ""
      },
      {
        name: "stream ids go back with the clock",
        find: "last === undefined || now > millis ? [now, 0]",
        replace: "last === undefined || now !== millis ? [now, 0]"
      },
      {
        name: "entries of other bookmakers are announced",
        find: "AND (millis, sequence) > (?, ?) AND substr(data_key, 1, ?) = ? AND",
        replace: "AND (millis, sequence) > (?, ?) AND (substr(data_key, 1, ?) = ? OR 1) AND"
      },
      {
        name: "an announcement is told again",
        find: "(millis, sequence) > (?, ?)",
        replace: "(millis, sequence) >= (?, ?)",
        tests: ["test/adapters/sqlite.test.ts", "test/cli/tail.test.ts"]
      },
      {
        name: "entries of another market are found",
        find: "AND substr(key, 1, ?) = ? AND ${NOT_EXPIRED}\n           ORDER BY key",
        replace: "AND (substr(key, 1, ?) = ? OR 1) AND ${NOT_EXPIRED}\n           ORDER BY key"
      },
      { name: "a second change of an entry goes by what was", find: "  stored.delete(entry)\n", replace: "" },
      {
        name: "a damaged entry is changed",
        find: 'if (!Predicate.hasProperty(old, "parent_match_id") || old.parent_match_id !== matchId) return "failed"',
        replace: ""
      },
      {
        name: "an entry lives a thousandth of its time",
        find: "          json,\n          now,\n          now + expirySeconds * 1000",
        replace: "          json,\n          now,\n          now + expirySeconds"
      }
    ]
  },
  {
    file: "adapters/sqlite/SqliteAdmin.ts",
    tests: FILE,
    mutants: [
      { name: "doctor's trial stays in the file", find: "      throw rolledBack\n", replace: "" },
      {
        name: "a malformed file is well",
        find: 'if (check !== "ok") return',
        replace: "if (check === undefined) return"
      },
      { name: "doctor does not try to write", find: "  yield* probeWriting(sqlite)\n", replace: "" }
    ]
  },
  {
    file: "adapters/sqlite/place.ts",
    tests: FILE,
    mutants: [
      {
        name: "a pipe is opened",
        find: "if (found !== undefined && !isEmpty) {",
        replace: "if (found?.isDirectory()) {"
      },
      {
        name: "a disk without room is well",
        find: "return bavail * bsize < LEAST_BYTES\n",
        replace: "return false\n"
      }
    ]
  },
  {
    file: "adapters/proxy/ProxyHttpClient.ts",
    tests: PROXY,
    mutants: [
      {
        name: "a proxy's password is in the message",
        find: "address: new URL(Redacted.value(url)).host",
        replace: "address: Redacted.value(url)"
      },
      {
        name: "tracing headers go through proxies",
        find: "HttpClient.TracerPropagationEnabled, false",
        replace: "HttpClient.TracerPropagationEnabled, true"
      }
    ]
  },
  {
    file: "adapters/host/withoutUnread.ts",
    tests: ["test/adapters/withoutUnread.test.ts"],
    mutants: [
      { name: "lists are left out that do not end their market", find: "(?=\\\\})", replace: "" },
      {
        name: "lists under other names are left out",
        find: ' || !lists.some((name) => head.endsWith(`"${name}":`))',
        replace: ""
      },
      { name: "heads beyond ASCII are understood", find: "/[^\\0-\\x7f]/.test(head) || ", replace: "" },
      {
        name: "what is left out is JSON wherever it stands",
        find: `NOT_READ = '"(not read)"'`,
        replace: "NOT_READ = '0'"
      },
      { name: "heads are looked at without end", find: "if (known.size >= MOST_HEADS) return false", replace: "" },
      {
        name: "answers are looked through in vain for ever",
        find: "inVain = from === 0 ? inVain + text.length : 0",
        replace: ""
      },
      {
        name: "an answer in vain counts for ever",
        find: "inVain + text.length : 0",
        replace: "inVain + text.length : inVain"
      },
      { name: "lists teach without end", find: "if (this.#left === 0) return false", replace: "" },
      { name: "a long list teaches", find: "list, list + LONGEST_EXAMPLE", replace: "list" },
      {
        name: "only the last list teaches",
        find: "this.#pattern = lastListLike(this.#examples)",
        replace: "this.#pattern = lastListLike(this.#examples.slice(-1))"
      }
    ]
  },
  {
    file: "adapters/host/patternOf.ts",
    tests: ["test/adapters/patternOf.test.ts"],
    mutants: [
      { name: "a string may hold a quote that is escaped", find: '[^"\\\\\\x00-\\x1f]*', replace: '[^"]*' },
      { name: "a string may hold a line feed", find: '[^"\\\\\\x00-\\x1f]*', replace: '[^"\\\\]*' },
      { name: "a number may begin with a zero", find: "(?:0|[1-9]\\d*)", replace: "\\d+" },
      { name: "a number may end with its point", find: "(?:\\.\\d+)?", replace: "(?:\\.\\d*)?" },
      { name: "a name stands for a pattern", find: "replace(/\\W/g", replace: "replace(/(?!)/g" },
      { name: "values are nested without end", find: 'if (depth === DEEPEST) return "(?!)"', replace: "" },
      { name: "an empty list is one of anything", find: "value.length === 0", replace: "value.length < 0" },
      { name: "objects have the members of the first", find: "JSON.stringify(Object.keys(value))", replace: '"object"' }
    ]
  },
  {
    file: "adapters/host/parseUtf8.ts",
    tests: ["test/adapters/parseUtf8.test.ts"],
    mutants: [
      {
        name: "a broken escape becomes a sound one",
        find: "BROKEN_ESCAPE.test(text) ? utf8.decode(bytes) : ",
        replace: ""
      },
      { name: "a byte order mark is a letter", find: "hasMark(bytes) ? 3 : 0", replace: "0" },
      { name: "a mark within a text is lost", find: ", { ignoreBOM: true })", replace: ")" },
      { name: "an escape has no zeros before it", find: '.padStart(4, "0")', replace: "" },
      { name: "the bytes begin where their memory begins", find: "bytes.byteOffset + from", replace: "from" },
      { name: "what is not read is parsed", find: "const text = shorten(whole)", replace: "const text = whole" },
      {
        name: "what is not read of a long answer is parsed",
        find: "shorten(utf8.decode(bytes))",
        replace: "utf8.decode(bytes)"
      }
    ]
  },
  {
    file: "adapters/host/readInMemory.ts",
    tests: ["test/adapters/readInMemory.test.ts"],
    mutants: [
      { name: "what stood in full memory is lost", find: "  longer.set(new Uint8Array(memory))\n", replace: "" },
      { name: "memory is released twice", find: "    left = undefined\n", replace: "" },
      { name: "released memory serves no other body", find: "free.push(left)", replace: "free.length" },
      {
        name: "a piece is put over the one before",
        find: "new Uint8Array(memory, length))",
        replace: "new Uint8Array(memory, 0))"
      },
      {
        name: "a body that is not waited for is not given up",
        find: "reader.value.cancel()",
        replace: "Promise.resolve()"
      }
    ]
  },
  {
    file: "adapters/node-http/NodeHttp.ts",
    tests: ["test/adapters/nodeHttp.test.ts"],
    mutants: [
      {
        name: "a request that is given up on a kept connection is sent on another",
        find: "!isGivenUp && ",
        replace: ""
      },
      {
        name: "a request that comes too late on a kept connection fails",
        find: "else if (!isGivenUp && wasTooLate(current, cause)) start()\n        else failed(cause)",
        replace: "else failed(cause)"
      },
      {
        name: "a request on a new connection is sent for good",
        find: 'reusedSocket && (code === "ECONNRESET"',
        replace: '(code === "ECONNRESET"'
      },
      {
        name: "how long a server keeps idle connections limits the next request",
        find: '      current.on("socket", (socket) => socket.setTimeout(idleMillis))\n',
        replace: ""
      },
      {
        name: "a reset ends a body as if it were whole",
        find: "if (response !== undefined) response.breakOff(cause)",
        replace: "if (response !== undefined) return"
      },
      { name: "another user-agent is sent", find: '"user-agent": "node"', replace: '"user-agent": "undici"' },
      { name: "caches answer conditions", find: "? PAST_CACHES : {}", replace: "? {} : {}" },
      { name: "the user's headers are lost", find: "  ...headers\n", replace: "" },
      { name: "each request has a connection of its own", find: "keepAlive: true", replace: "keepAlive: false" },
      {
        name: "an idle connection is kept for good",
        find: "{ keepAlive: true, timeout: ",
        replace: "{ keepAlive: true, keepAliveMsecs: "
      },
      {
        name: "a connection without an answer is kept for good",
        find: '() => current.destroy(new Error("nothing came for too long"))',
        replace: "() => {}"
      },
      {
        name: "a request that is given up keeps its connection",
        find: "      sent.destroy()\n",
        replace: ""
      },
      {
        name: "a server that switches protocols is waited for",
        find: 'failed(new Error("the server switched protocols, unasked"))',
        replace: ""
      },
      { name: "a body is not sent, and not missed", find: ' && request.body._tag === "Empty"', replace: "" },
      { name: "connections outlive the layer", find: "      plain.destroy()\n", replace: "" }
    ]
  },
  {
    file: "adapters/node-http/NodeResponse.ts",
    tests: ["test/adapters/nodeHttp.test.ts"],
    mutants: [
      {
        name: "each byte of a body is an object",
        find: "if (piece.length >= SHORT_BYTES)",
        replace: "if (piece.length >= 0)"
      },
      {
        name: "short pieces come behind a long one that followed them",
        find: "return flush().push(piece)",
        replace: "return pieces.push(piece)"
      },
      {
        name: "the next request comes before the connection is free",
        find: "process.nextTick(() => resume(Effect.succeed(flush())))",
        replace: "resume(Effect.succeed(flush()))"
      },
      {
        name: "a refusal costs its connection",
        find: "void setImmediate(() => message.destroy())",
        replace: "void message.destroy()"
      },
      { name: "a body that is too long keeps its connection", find: "      message.destroy()\n", replace: "" },
      {
        name: "a body that is given up keeps its connection",
        find: "setImmediate(() => message.destroy())",
        replace: "setImmediate(() => message.pause())"
      },
      { name: "a body is read twice", find: "message.destroyed || message.readableEnded", replace: "message.errored" },
      {
        name: "compressed bytes have no limit",
        find: "if (length > count.limit) throw",
        replace: "if (length < 0) throw"
      },
      {
        name: "a reader without a limit has none",
        find: "ByteSize.mebibytes(10)",
        replace: "ByteSize.mebibytes(1000)"
      },
      { name: "decompressed bytes are not counted", find: "          count.add(bytes.length)\n", replace: "" }
    ]
  },
  {
    file: "adapters/node-http/decompress.ts",
    tests: ["test/adapters/nodeHttp.test.ts"],
    mutants: [
      {
        name: "deflate always begins with its two bytes",
        find: "(bytes[0]! & 0x0f) === 8 ? inflateSync",
        replace: "bytes[0]! < 256 ? inflateSync"
      },
      {
        name: "gzip that is cut short is an error",
        find: '["gzip", (bytes, limit) => gunzipSync(bytes, { ...lenient, ...limit })]',
        replace: '["gzip", (bytes, limit) => gunzipSync(bytes, limit)]'
      },
      {
        name: "codings are undone in the order they were applied",
        find: "codings.reverse().map",
        replace: "codings.map"
      },
      {
        name: "any number of codings is undone",
        find: "if (codings.length > MAX_CODINGS) throw",
        replace: "if (codings.length > 1000) throw"
      },
      {
        name: "a coding that is known is undone though another is not",
        find: "known.every((decompress) => decompress !== undefined) ? known : []",
        replace: "known.filter((decompress) => decompress !== undefined)"
      },
      {
        name: "a body that is too long is a broken one",
        find: "error instanceof RangeError ? new TooLarge() : error",
        replace: "error"
      },
      { name: "a body of no bytes is decompressed", find: "  if (bytes.length === 0) return bytes\n", replace: "" }
    ]
  },
  {
    file: "adapters/ky/KyHttpClient.ts",
    tests: ["test/adapters/ky.test.ts"],
    mutants: [
      { name: "ky retries too", find: "retry: 0, ", replace: "" },
      { name: "ky has a time limit of its own", find: ", timeout: false", replace: "" },
      { name: "ky makes errors of statuses", find: "throwHttpErrors: false", replace: "throwHttpErrors: true" },
      {
        name: "tracing headers are sent",
        find: "HttpClient.TracerPropagationEnabled, false",
        replace: "HttpClient.TracerPropagationEnabled, true"
      }
    ]
  },
  {
    file: "adapters/host/StatusServer.ts",
    tests: ["test/adapters/statusServer.test.ts"],
    mutants: [
      {
        name: "heads of requests may have a megabyte",
        find: "const MAX_HEAD_BYTES = 8192",
        replace: "const MAX_HEAD_BYTES = 1_000_000"
      },
      {
        name: "a request may arrive for a minute",
        find: "const TIMEOUT_MILLIS = 5000",
        replace: "const TIMEOUT_MILLIS = 60_000"
      },
      {
        name: "any number of connections is taken",
        find: "      server.maxConnections = MAX_CONNECTIONS\n",
        replace: ""
      },
      {
        name: "a body is waited for",
        find: 'headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0',
        replace: "false as boolean"
      },
      { name: "open connections hold the end up", find: "          server.closeAllConnections()\n", replace: "" },
      {
        name: "why a port cannot be listened on is the system's word",
        find: 'words[error.code ?? ""] ?? error.message',
        replace: "error.message"
      },
      {
        name: "a page that cannot be made is said to be well",
        find: "const failed: Page = { status: 500,",
        replace: "const failed: Page = { status: 200,"
      }
    ]
  },
  {
    file: "adapters/host/Systemd.ts",
    tests: ["test/adapters/systemd.test.ts"],
    mutants: [
      {
        name: "systemd's program gets all settings",
        find: "const env = { NOTIFY_SOCKET, PATH }",
        replace: "const env = { ...process.env }"
      },
      {
        name: "the watchdog of another process is ours",
        find: "WATCHDOG_PID === undefined || WATCHDOG_PID === String(process.pid)",
        replace: "true as boolean"
      },
      {
        name: "the watchdog's time is a thousand times as long",
        find: "micros / 1000 : undefined",
        replace: "micros : undefined"
      },
      {
        name: "an empty NOTIFY_SOCKET is a socket",
        find: 'NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === ""',
        replace: "NOTIFY_SOCKET === undefined"
      },
      {
        name: "a failure of systemd-notify is no failure",
        find: "error === null ? Effect.void : Effect.fail(failureOf(error, stderr))",
        replace: "Effect.void"
      },
      { name: "systemd is told one state of several", find: "[...states], { env", replace: "states.slice(0, 1), { env" }
    ]
  },
  {
    file: "adapters/host/Keyboard.ts",
    tests: ["test/adapters/keyboard.test.ts"],
    mutants: [
      { name: "the terminal stays raw", find: ".setRawMode(false).pause()", replace: ".pause()" },
      {
        name: "stdin is read after the screen",
        find: 'off("data", onData).setRawMode(false).pause()',
        replace: 'off("data", onData).setRawMode(false)'
      },
      {
        name: "keys are heard after the screen",
        find: 'process.stdin.off("data", onData).',
        replace: "process.stdin."
      },
      { name: "Ctrl-C is no key", find: '  "\\x03": "quit",\n', replace: "" },
      { name: "arrows are letters", find: "/\\x1b[[O][0-9;]*[A-Za-z~]|[\\s\\S]/g", replace: "/[\\s\\S]/g" },
      { name: "pasted text is heard whole", find: ".slice(0, 64).matchAll", replace: ".matchAll" }
    ]
  },
  {
    file: "adapters/host/HostOutput.ts",
    tests: ["test/runtimes/streams.test.ts"],
    mutants: [
      {
        name: "a reader that has gone is an error",
        find: 'new Set(["EPIPE", "ECONNRESET", "EIO"])',
        replace: "new Set([])"
      },
      {
        name: "the rest of a write to a file is lost",
        find: "while (written < bytes.length) written +=",
        replace: "written +="
      }
    ]
  },
  {
    file: "adapters/host/runMain.ts",
    tests: ["test/runtimes/signals.test.ts"],
    mutants: [
      {
        name: "every signal exits 130",
        find: "received !== undefined && code === exitCodes.SIGINT ? exitCodes[received] : code",
        replace: "code"
      },
      {
        name: "a second signal is waited through",
        find: "if (received !== undefined) process.exit(exitCodes[signal])",
        replace: ""
      },
      {
        name: "SIGHUP is not heard",
        find: "const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const",
        replace: "const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const"
      }
    ]
  },
  {
    file: "adapters/proxy/rotating.ts",
    tests: ["test/adapters/proxyRotation.test.ts"],
    mutants: [
      {
        name: "failures of a proxy are not forgotten",
        find: "  proxy.failures = 0\n  proxy.skippedUntil = 0\n",
        replace: "  proxy.skippedUntil = 0\n"
      },
      {
        name: "a proxy is never skipped",
        find: "if (proxy.failures < MAX_FAILURES) return",
        replace: "if (proxy.failures < 1e9) return"
      },
      {
        name: "a proxy is skipped after two failures",
        find: "const MAX_FAILURES = 3",
        replace: "const MAX_FAILURES = 2"
      },
      {
        name: "a proxy rests for a minute",
        find: "const COOLDOWN_MILLIS = 30_000",
        replace: "const COOLDOWN_MILLIS = 60_000"
      },
      {
        name: "an interrupted request is no failure of its proxy",
        find: "Effect.onInterrupt(() => failed(proxy))",
        replace: "Effect.onInterrupt(() => Effect.void)"
      },
      {
        name: "always the first proxy",
        find: "nextProxy(proxies, turn++, now)",
        replace: "nextProxy(proxies, turn, now)"
      },
      {
        name: "a 407 is the bookmaker's",
        find: "({ status }) => status !== PROXY_AUTHENTICATION_REQUIRED,",
        replace: "() => true,"
      },
      {
        name: "where all rest, the one that rests longest is taken",
        find: "proxy.skippedUntil < soonest.skippedUntil ? proxy : soonest",
        replace: "proxy.skippedUntil > soonest.skippedUntil ? proxy : soonest"
      },
      {
        name: "a success does not end a proxy's rest",
        find: "  proxy.failures = 0\n  proxy.skippedUntil = 0\n",
        replace: "  proxy.failures = 0\n"
      }
    ]
  },
  {
    file: "adapters/terminal/Row.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "odds that went up are marked as gone down",
        find: 'difference > 0 ? "▲" : difference < 0 ? "▼"',
        replace: 'difference < 0 ? "▲" : difference > 0 ? "▼"'
      },
      {
        name: "suspended odds are not marked",
        find: "isSuspended: suspended.has(document.parent_match_id)",
        replace: "isSuspended: false"
      }
    ]
  },
  {
    file: "adapters/terminal/Paint.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [{ name: "colours without a terminal", find: 'colors && text !== "" ?', replace: 'text !== "" ?' }]
  },
  {
    file: "adapters/terminal/Width.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "wide letters count as one column",
        find: "NARROW.test(text) ? text.length : stringWidth(text)",
        replace: "text.length"
      },
      {
        name: "right-to-left names reverse their line",
        find: "? `\\u2068${text}\\u2069` : text",
        replace: "? text : text"
      }
    ]
  },
  {
    file: "adapters/terminal/Summary.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "the problem is not shown",
        find: '...(report.problem === undefined ? [] : [labelled("problem", report.problem.detail, red)])',
        replace: ""
      },
      {
        name: "all failures are listed",
        find: "competitions.slice(0, MAX_FAILURES).map(",
        replace: "competitions.map("
      },
      {
        name: "warnings are not shown",
        find: '...(Object.keys(warnings).length === 0 ? [] : [labelled("warnings", counts(warnings))]),',
        replace: ""
      }
    ]
  },
  {
    file: "adapters/terminal/Screen.ts",
    tests: ["test/adapters/screen.test.ts"],
    mutants: [
      {
        name: "odds on the screen that fell are shown as risen",
        find: "Number(to) > Number(from)",
        replace: "Number(to) < Number(from)"
      },
      { name: "the detail of an outage is drawn as it is", find: "${Width.harmless(detail)}", replace: "${detail}" },
      {
        name: "scrolling shows the same moves",
        find: "moves.slice(scrolled, scrolled + room)",
        replace: "moves.slice(0, room)"
      },
      { name: "all messages stay on the screen", find: "view.messages.slice(-MAX_MESSAGES)", replace: "view.messages" }
    ]
  },
  {
    file: "adapters/terminal/SourceTable.ts",
    tests: ["test/adapters/screen.test.ts"],
    mutants: [
      {
        name: "each extractor has a line, however little room there is",
        find: "full.length > most ?",
        replace: "(false as boolean) ?"
      },
      { name: "several extractors on a line have the best verdict", find: ".findLast(", replace: ".find(" },
      { name: "columns that do not fit are drawn", find: "if (needed > left) break", replace: "" }
    ]
  },
  {
    file: "adapters/terminal/OddsTable.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "each match has a heading",
        find: "if (at > 0 && rows[at - 1]?.competition === row.competition) return linesOf(row)",
        replace: ""
      },
      {
        name: "the day is shown at each match",
        find: "rows.every(({ day }) => day === rows[0]?.day)",
        replace: "(false as boolean)"
      },
      {
        name: "suspended odds are not marked where it is narrow",
        find: "...(row.isSuspended ? [SUSPENDED] : [])",
        replace: ""
      },
      {
        name: "teams may have ten columns",
        find: "const FEWEST_FOR_TEAMS = 24",
        replace: "const FEWEST_FOR_TEAMS = 10"
      },
      {
        name: "a note has no room",
        find: "isSuspended) ? GAP.length + SUSPENDED.length : 0",
        replace: "isSuspended) ? 0 : 0"
      }
    ]
  },
  {
    file: "adapters/terminal/Table.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "one match more than the limit is shown",
        find: "documents.slice(0, limit)",
        replace: "documents.slice(0, limit + 1)"
      },
      {
        name: "the matches that are not shown are not counted",
        find: "const more = left > 0 ?",
        replace: "const more = left > 1e9 ?"
      }
    ]
  },
  {
    file: "adapters/terminal/WholeTable.ts",
    tests: ["test/adapters/terminal.test.ts"],
    mutants: [
      {
        name: "one long name makes all lines long",
        find: "const WIDEST_ALIGNED = 60",
        replace: "const WIDEST_ALIGNED = 6000"
      },
      { name: "lines end with blanks", find: "      .join(GAP)\n      .trimEnd()", replace: "      .join(GAP)" }
    ]
  }
]
