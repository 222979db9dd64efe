/**
 * Secrets stay secret: whatever happens to the real command, neither its outputs nor what it stores hold one.
 *
 * Every secret has `hush` in it, or is a form of one that has not: Base64 of what is sent to log in, and a short one.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer as createHttpServer, type IncomingMessage } from "node:http"
import { type AddressInfo, createServer, type Server as TcpServer } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type HttpProxy, serveProxy } from "../../mocks/faults/httpProxy.ts"
import { type Server, serve } from "../../mocks/index.ts"
import { make as makeRest, type Rest } from "../../mocks/redis/Rest.ts"
import { type Running, serve as serveRedis } from "../../mocks/redis/Server.ts"
import { emptyFolder, run } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { refusal } from "../helpers/refusal.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"

const redisUser = "hushRedis"
const redisPass = "p@ss/hush:Redis%1"
const restToken = "AX9hushREST-token_of/Redis+1=="
const proxyUser = "hushProxy"
const proxyPass = "pr%xy:Hush@1/"
const login = (user: string, password: string) => `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
const redisLogin = login(redisUser, redisPass)
const proxyLogin = login(proxyUser, proxyPass)

const headers = {
  authorization: `Bearer hush.${"eyJhdWQ".repeat(200)}.hush`,
  cookie: "session=HUSH-cookie/1; cf=hush2",
  // No secret has the word alone as a part: then it would be taken out of the others too.
  "x-api-key": "key-hush\"&<'3>",
  "x-pin": "q7z"
}
const params = { api_key: "hush/par&am'4", pin: "q7z" }
const query = `?token=${encodeURIComponent("a)hush@q/T0ken!")}`
const perStep = <A>(value: A) => ({ competitions: value, matches: value })
const perSource = <A>(value: A) => ({ live: perStep(value), upcoming: perStep(value) })
const config = JSON.stringify({ headers: perSource(headers), params: perSource(params) })

const shortOnes = ["q7z"]
const encodedOnes = [
  ...[`${redisUser}:${redisPass}`, redisUser, redisPass, restToken, `${proxyUser}:${proxyPass}`, proxyUser, proxyPass],
  ...Object.values(headers),
  ...Object.values(params)
].map((secret) => btoa(secret).replace(/=+$/, ""))

/** Finds the secrets in a text, in any spelling. */
const secretsIn = (text: string): ReadonlyArray<string> => [
  ...(text.match(/.{0,20}hush.{0,20}/gi) ?? []),
  ...[...shortOnes, ...encodedOnes].filter((secret) => text.includes(secret))
]

it.each([
  ...[redisLogin, proxyLogin, encodeURIComponent(query), JSON.stringify(headers), JSON.stringify(params)],
  ...[btoa(`${redisUser}:${redisPass}`), btoa(proxyPass), btoa(headers["x-api-key"]), "pin=q7z"]
])("a secret would be found in %s", (text) => {
  expect(secretsIn(`… ${text} …`)).not.toEqual([])
})

/** Repeats a request as servers do that say what was wrong with it. */
const echo = (request: Request): string => {
  const sent = JSON.stringify([...request.headers])
  return `${request.url} ${decodeURIComponent(request.url)} ${sent} ${btoa(sent)}`
}
const page = (request: Request) =>
  new Response(`<html><p>${echo(request)}`, { headers: { "content-type": "text/html" } })
const drifted = (request: Request) => Response.json({ error: echo(request), [echo(request)]: { data: [] } })
const broken = (request: Request) => new Response(`{"error": "${echo(request)}`)
const status = (code: number) => (request: Request) =>
  new Response(echo(request), { status: code, statusText: "hush", headers: { location: request.url, "x-was": "hush" } })
const listing = () => Response.json(listingOf("17"))
const matches = () => Response.json(answerOf(match()))

/** What the bookmaker answers to step 1 and to step 2, by the first part of the path. */
const answers: Readonly<Record<string, readonly [typeof page, typeof page]>> = {
  ok: [listing, matches],
  page: [page, page],
  drifted: [drifted, drifted],
  broken: [broken, broken],
  laterPage: [listing, page],
  laterDrifted: [listing, drifted],
  redirect: [status(302), page],
  unauthorized: [status(401), page],
  forbidden: [status(403), page],
  throttled: [status(429), page],
  failing: [status(503), page],
  reset: [() => Response.error(), page]
}

/** Repeats the login of a proxy, as it was sent and as it reads. */
const echoOfProxy = ({ headers }: IncomingMessage): string => {
  const sent = headers["proxy-authorization"] ?? "none"
  return `${sent} ${atob(sent.split(" ")[1] ?? "")} ${encodeURIComponent(atob(sent.split(" ")[1] ?? ""))}`
}

let bookmaker: Server
let echoingProxy: TcpServer
let redis: Running
let strict: Running
let open: Running
let proxy: HttpProxy
let strictProxy: HttpProxy
let hangUp: TcpServer
let hangUpPort = 0
let repeating: TcpServer
let repeatingPort = 0
let rest: Rest
let restServer: Server
/** A place that is no Redis, and repeats what it is sent in its error and in a page. */
let restEchoing: Server
beforeAll(async () => {
  bookmaker = await serve(
    (request) => {
      const { pathname, searchParams } = new URL(request.url)
      const [first, second] = answers[pathname.slice(1)]!
      return searchParams.get("competition_id") === "" ? first(request) : second(request)
    },
    { port: 0 }
  )
  redis = await serveRedis({ username: redisUser, password: redisPass })
  strict = await serveRedis({ password: "another" })
  open = await serveRedis()
  rest = makeRest({ port: open.port, token: restToken })
  restServer = await serve(rest.handler, { port: 0 })
  restEchoing = await serve(
    async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith("/page")) return page(request)
      if (pathname.startsWith("/refuse")) return Response.json({ error: echo(request) }, { status: 401 })
      if (pathname.startsWith("/fail")) return Response.json({ error: echo(request) }, { status: 500 })
      const commands: ReadonlyArray<unknown> = await request.json()
      return Response.json(commands.map(() => ({ error: `ERR ${echo(request)}` })))
    },
    { port: 0 }
  )
  proxy = await serveProxy(`${proxyUser}:${proxyPass}`)
  strictProxy = await serveProxy("another:one")
  hangUp = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => hangUp.listen(0, "127.0.0.1", resolve))
  const portOf = (server: TcpServer) => (server.address() as AddressInfo).port
  hangUpPort = portOf(hangUp)
  // As a Redis before 6 answers to HELLO, and gateways to what they do not let pass.
  repeating = createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (sent) => {
      const words = sent.toString().match(/^(?![*$]\d).+$/gm) ?? []
      socket.write(`-ERR unknown command '${words[0]}', with args beginning with: ${words.slice(1).join(" ")}\r\n`)
    })
  })
  await new Promise<void>((resolve) => repeating.listen(0, "127.0.0.1", resolve))
  repeatingPort = portOf(repeating)
  echoingProxy = createHttpServer((request, response) => response.end(`<p>${echoOfProxy(request)}`))
  echoingProxy.on("connect", (request, socket) => {
    socket.on("error", () => {})
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
    socket.on("data", () => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<p>${echoOfProxy(request)}`))
  })
  await new Promise<void>((resolve) => echoingProxy.listen(0, "127.0.0.1", resolve))
})
afterAll(() =>
  Promise.all([
    bookmaker.close(),
    redis.close(),
    strict.close(),
    restServer.close().then(() => {
      rest.close()
      return open.close()
    }),
    restEchoing.close(),
    proxy.close(),
    strictProxy.close(),
    ...[hangUp, repeating, echoingProxy].map((server) => new Promise((resolve) => server.close(resolve)))
  ])
)

interface Scene {
  /** What the bookmaker answers, a key of `answers`. */
  readonly answer?: string
  readonly args?: ReadonlyArray<string>
  readonly env?: () => Readonly<Record<string, string>>
  /** The file of headers and parameters. */
  readonly config?: string
  readonly code: number
}

/** Starts the built command. */
const asProcess = (args: ReadonlyArray<string>, cwd: string, env: Readonly<Record<string, string>>) =>
  run(args, { cwd, env, entry: "built" })

/** Runs the command line here, where it refuses its settings. */
const inThisProcess: typeof asProcess = (args, _, env) => refusal(args, env)

/** Runs the command with all secrets, and expects none in what it says nor in its folder. */
const play = async (
  { answer = "ok", args = ["btts", "live", "--format", "json"], code, env, ...scene }: Scene,
  command = asProcess
) => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, "config.json"), scene.config ?? config)
  const url = `${bookmaker.url}/${answer}${query}`
  const ended = await command(args, cwd, {
    BOOKIEGAMMA_LIVE_URL: url,
    BOOKIEGAMMA_UPCOMING_URL: url,
    BOOKIEGAMMA_CONFIG: join(cwd, "config.json"),
    REDIS_USER: redisUser,
    REDIS_PASS: redisPass,
    ...env?.()
  })
  expect(secretsIn(ended.stdout), "on stdout").toEqual([])
  expect(secretsIn(ended.stderr), "on stderr").toEqual([])
  for (const file of readdirSync(cwd)) {
    if (file !== "config.json") expect(secretsIn(readFileSync(join(cwd, file), "latin1")), file).toEqual([])
  }
  expect(ended.code, ended.stdout + ended.stderr).toBe(code)
}

const all = ["--log-level", "all"]
const live = ["btts", "live", ...all]
/** For what is tried again until the time is over. */
const briefly = [...live, "--budget", "2"]
const inRedis = () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${redis.port}` })
const inRedisByParts = () => ({ REDIS_HOST: "127.0.0.1", REDIS_PORT: String(redis.port) })
const overHttp =
  (url: () => string, token = restToken) =>
  () => ({ REDIS_REST_URL: url(), REDIS_REST_TOKEN: token })
const through = (address: () => string) => () => ({ BOOKIEGAMMA_PROXIES: `http://${proxyLogin}@${address()}` })

/** Scenes with words that are the runtime's: of connections, of JSON, of what it prints by itself. */
const scenesOfTheRuntime: Readonly<Record<string, Scene>> = {
  "a run into a Redis, as JSON": { args: [...live, "--format", "json"], env: inRedis, code: 0 },
  "broken JSON that echoes": { answer: "broken", args: [...live, "--format", "ndjson"], code: 65 },
  "a connection that is reset": { answer: "reset", args: briefly, code: 69 },
  "nobody at the bookmaker's": {
    args: briefly,
    env: () => ({ BOOKIEGAMMA_LIVE_URL: `http://127.0.0.1:1/${query}` }),
    code: 69
  },
  "a wrong password": {
    args: live,
    env: () => ({ REDIS_URL: `redis://:${encodeURIComponent(redisPass)}@127.0.0.1:${strict.port}` }),
    code: 74
  },
  "no Redis there": { args: live, env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:1` }), code: 74 },
  "a Redis that hangs up": {
    args: live,
    env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${hangUpPort}` }),
    code: 74
  },
  "a Redis that repeats what it does not know": {
    args: live,
    env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${repeatingPort}` }),
    code: 74
  },
  "a proxy that repeats its login in a page": {
    args: live,
    config: "{}",
    env: through(() => `127.0.0.1:${(echoingProxy.address() as AddressInfo).port}`),
    code: 69
  },
  "doctor that saves, behind a proxy of the environment that repeats its login": {
    args: ["doctor", "--save", "."],
    env: () => ({ http_proxy: `http://${proxyLogin}@127.0.0.1:${(echoingProxy.address() as AddressInfo).port}` }),
    code: 1
  },
  "a run into a Redis over HTTP": { args: live, env: overHttp(() => restServer.url), code: 0 },
  "no Redis there, over HTTP": { args: live, env: overHttp(() => `http://127.0.0.1:${hangUpPort}`), code: 74 },
  "a Redis without TLS": {
    args: live,
    env: () => ({ REDIS_URL: `rediss://${redisLogin}@127.0.0.1:${redis.port}` }),
    code: 74
  },
  "a proxy": { args: live, env: through(() => `127.0.0.1:${proxy.port}`), code: 0 },
  "a proxy that answers 407": { args: briefly, env: through(() => `127.0.0.1:${strictProxy.port}`), code: 69 },
  "no proxy there": { args: briefly, env: through(() => "127.0.0.1:1"), code: 69 },
  "a proxy that hangs up": { args: briefly, env: through(() => `127.0.0.1:${hangUpPort}`), code: 69 },
  "doctor that saves, all well": { args: ["doctor", "--save", ".", ...all], env: inRedis, code: 0 }
}

/** Scenes with words that are the command's or the bookmaker's, the same on every runtime. */
const scenesOfOurs: Readonly<Record<string, Scene>> = {
  "a run into a file, as a table": { args: live, code: 0 },
  "a redirect to itself": { answer: "redirect", args: live, code: 69 },
  "a wrong user, given in parts": {
    args: live,
    env: () => ({ ...inRedisByParts(), REDIS_PORT: String(strict.port) }),
    code: 74
  },
  "doctor with a Redis that repeats what it does not know": {
    args: ["doctor", ...all],
    env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${repeatingPort}` }),
    code: 1
  },
  "a path with a key": {
    args: briefly,
    env: () => ({ BOOKIEGAMMA_LIVE_URL: `http://127.0.0.1:1/api/hush123hush/odds${query}` }),
    code: 69
  },
  "a token that is not accepted": { args: live, env: overHttp(() => restServer.url, `${restToken}0`), code: 74 },
  ...Object.fromEntries(
    ["page", "refuse", "fail", "commands"].map((answer) => [
      `a place over HTTP that repeats what it is sent: ${answer}`,
      { args: live, env: overHttp(() => `${restEchoing.url}/${answer}`), code: 74 }
    ])
  ),
  "doctor with a place over HTTP that repeats what it is sent": {
    args: ["doctor", ...all],
    env: overHttp(() => `${restEchoing.url}/refuse`),
    code: 1
  },
  "doctor, all well": { args: ["doctor", ...all], env: inRedis, code: 0 },
  "doctor, drifted, behind a proxy": {
    answer: "drifted",
    args: ["doctor", ...all],
    env: through(() => `127.0.0.1:${proxy.port}`),
    code: 1
  },
  "doctor, wrong settings": {
    args: ["doctor", "--format", "json"],
    env: () => ({ BOOKIEGAMMA_LIVE_URL: "https://user:hush@h/" }),
    code: 1
  },
  "doctor that saves: broken": { answer: "broken", args: ["doctor", "--save", ".", ...all], code: 1 },
  "doctor that saves, behind a proxy that answers 407": {
    args: ["doctor", "--save", "."],
    env: through(() => `127.0.0.1:${strictProxy.port}`),
    code: 1
  },
  "tail of a Redis that refuses": {
    args: ["tail", "btts", "live", ...all],
    env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${strict.port}` }),
    code: 74
  },
  "a run into a Redis given in parts, as documents": {
    args: [...live, "--format", "ndjson"],
    env: inRedisByParts,
    code: 0
  },
  "a dry run of all": { args: ["all", "upcoming", "--dry-run", "--log-level", "debug"], env: inRedis, code: 0 },
  "a page that echoes": { answer: "page", code: 69 },
  "a page that echoes, as a table": { answer: "page", args: live, code: 69 },
  "drifted JSON that echoes": { answer: "drifted", code: 65 },
  "drifted JSON that echoes, into a Redis": { answer: "drifted", args: live, env: inRedis, code: 65 },
  "a page for a competition": { answer: "laterPage", args: live, code: 69 },
  "drifted JSON for a competition": { answer: "laterDrifted", args: live, code: 65 },
  "401": { answer: "unauthorized", args: live, code: 69 },
  "403": { answer: "forbidden", args: live, code: 69 },
  "429": { answer: "throttled", args: briefly, code: 69 },
  "503": { answer: "failing", args: briefly, code: 69 },
  "doctor, as JSON, nothing well": {
    answer: "page",
    args: ["doctor", "--format", "json", ...all],
    env: () => ({ REDIS_URL: `redis://${redisLogin}@127.0.0.1:${strict.port}` }),
    code: 1
  },
  ...Object.fromEntries(
    ["laterPage", "laterDrifted", "unauthorized"].map((answer) => [
      `doctor that saves: ${answer}`,
      { answer, args: ["doctor", "--save", ".", ...all], code: 1 }
    ])
  ),
  indexes: { args: ["indexes", ...all], env: inRedis, code: 0 },
  "tail of a Redis": { args: ["tail", "btts", "live", ...all], env: inRedis, code: 0 },
  help: { args: ["btts", "--help"], env: inRedis, code: 0 }
}

const scenes = { ...scenesOfTheRuntime, ...(isRuntimePart ? {} : scenesOfOurs) }

/**
 * Settings with a secret where it does not belong. Those first that the runtime reads, whose errors may quote them, and one
 * that it does not read, are tried as processes; the others by the same command line in this process.
 */
const wrongForTheRuntime: ReadonlyArray<Readonly<Record<string, string>>> = [
  { BOOKIEGAMMA_LIVE_URL: "bookmaker.test/?token=hush" },
  { BOOKIEGAMMA_PROXIES: "http://user:hush%zz@proxy.test" },
  { REDIS_URL: `redis:/${redisLogin}@127.0.0.1` },
  { REDIS_URL: "redis://user:hush%zz@127.0.0.1" },
  { BOOKIEGAMMA_LIVE_URL: "https://user:hush@bookmaker.test/" }
]
const wrongForUs: ReadonlyArray<Readonly<Record<string, string>>> = [
  { BOOKIEGAMMA_UPCOMING_URL: "https://hush@bookmaker.test/" },
  { BOOKIEGAMMA_LIVE_URL: "ftp://user:hush@bookmaker.test/" },
  { BOOKIEGAMMA_LIVE_URL: "" },
  { BOOKIEGAMMA_CONFIG: '{"headers": {"live": {"matches": {"authorization": "hush"}}}}' },
  { BOOKIEGAMMA_PROXIES: `socks5://${proxyLogin}@127.0.0.1:1` },
  { BOOKIEGAMMA_PROXIES: "http://proxy.test,hush:hush@proxy.test:1" },
  { REDIS_URL: `http://${redisLogin}@127.0.0.1` },
  { BOOKIEGAMMA_PROXIES: "http://user:57#hush@127.0.0.1:1" },
  { BOOKIEGAMMA_PROXIES: "http://user:57?hush@127.0.0.1:1" },
  { REDIS_URL: "redis://127.0.0.1/hush" },
  { REDIS_URL: "redis://default:57#hush@127.0.0.1" },
  { REDIS_URL: "redis://127.0.0.1/0?password=hush" },
  { REDIS_URL: `redis://${redisLogin}@127.0.0.1`, REDIS_HOST: "127.0.0.1" },
  { REDIS_HOST: `${redisLogin}@127.0.0.1` },
  { REDIS_REST_URL: "https://redis.test/", REDIS_REST_TOKEN: `Bearer ${restToken}` },
  { REDIS_REST_URL: `https://redis.test/?_token=${encodeURIComponent(restToken)}`, REDIS_REST_TOKEN: restToken },
  { REDIS_REST_URL: restToken, REDIS_REST_TOKEN: restToken },
  { REDIS_REST_TOKEN: restToken },
  { REDIS_HOST: "127.0.0.1", REDIS_PORT: "hush" },
  { REDIS_HOST: "127.0.0.1", REDIS_DB: "hush" },
  { SQLITE_PATH: `redis://${redisLogin}@127.0.0.1` },
  { PREFIX: "hush-1" },
  { BOOKIEGAMMA_CONCURRENCY: "hush" },
  { BOOKIEGAMMA_BUDGET: "hush" }
]

const configsWrongForTheRuntime = [
  `{"headers": {"live": {"matches": {"x-api-key": hush}}}}`,
  `{"headers": {"live": {"matches": {"x-api-key": "hushé"}}}}`
]
const configsWrongForUs = [
  `{"headers": {"live": {"matches": {"x-api-key": ["hush"]}}}}`,
  `{"headers": {"live": {"matches": "hush"}}}`,
  `{"headers": {"live": "hush"}}`,
  `{"params": {"live": {"matches": {"token": {"is": "hush"}}}}}`,
  `{"header": "hush"}`,
  `{"headers": {"live": {"matches": {"authorization: hush": "x"}}}}`,
  `"hush"`
]

describe.concurrent(`no secret is shown or kept on ${runtime.name}`, () => {
  it.each(Object.entries(scenes))("by %s", (_, scene) => play(scene))

  it.each(wrongForTheRuntime)("where settings are wrong: %j", (env) => play({ env: () => env, code: 78 }))

  it.each(wrongForUs)("where settings are wrong: %j", (env) => play({ env: () => env, code: 78 }, inThisProcess))

  it.each(configsWrongForTheRuntime)("where the file of headers is wrong: %s", (text) =>
    play({ config: text, code: 78 })
  )

  it.each(configsWrongForUs)("where the file of headers is wrong: %s", (text) =>
    play({ config: text, code: 78 }, inThisProcess)
  )

  it.each([
    ["btts", "live", "--live-url", "https://user:hush@bookmaker.test/"],
    ["btts", "live", "--config", "config.json", "--budget", "hush"],
    ["btts", "live", "0", "redis://user:hush/1@127.0.0.1"],
    ["btts", "https://bookmaker.test/odds?token=hush"]
  ])("where a flag is wrong: %s %s %s", (...args) => play({ args, code: 64 }))
})

it("what is written to a Redis over HTTP holds no secret, and the token is in no body", () => {
  const written = JSON.stringify(rest.asked)
  expect(written).toContain("EVAL")
  expect(secretsIn(written)).toEqual([])
})

it("what is written to a Redis holds no secret but the login", () => {
  const written = redis.log.filter(({ name }) => !/^(HELLO|AUTH)$/i.test(name))
  expect(written.some(({ name }) => /^EVAL/i.test(name))).toBe(true)
  expect(secretsIn(JSON.stringify(written))).toEqual([])
})
