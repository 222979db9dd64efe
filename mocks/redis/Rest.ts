/**
 * The REST form in front of a Redis on this machine, as a function from Request to Response: commands as JSON arrays posted to `/`, and
 * arrays of them to `/pipeline`, with a bearer token. It answers as Upstash documents it and as serverless-redis-http does.
 *
 * The function is a `fetch` for whoever needs no port; `serve` of `bookiegamma/mocks` gives it one. Paths with commands, `/multi-exec`
 * and Base64 do not exist here.
 */
import { ErrorReply, type Json, RestUpstream } from "./RestUpstream.ts"

/** How the REST form is made. */
export interface RestOptions {
  /** The port of the Redis, which asks for no login. */
  readonly port: number
  readonly token: string
}

/** One request as it came in, with a right token. */
export interface Asked {
  readonly path: string
  readonly commands: ReadonlyArray<ReadonlyArray<string>>
  /** The length of the body in bytes. */
  readonly bytes: number
}

/** Faults that tests switch on and off while it runs. */
export interface RestFaults {
  /** Answers in its place, without a command being run; undefined lets the request pass. */
  before: ((request: Request) => Response | Promise<Response> | undefined) | undefined
  /** Replaces an answer after the commands were run. */
  after: ((answer: Response, asked: Asked) => Response | Promise<Response>) | undefined
}

/** The REST form. */
export interface Rest {
  readonly handler: (request: Request) => Promise<Response>
  readonly faults: RestFaults
  /** The requests that were let pass, in their order. */
  readonly asked: ReadonlyArray<Asked>
  /** Closes the connection to the Redis. */
  readonly close: () => void
}

const json = (status: number, body: unknown) => Response.json(body, { status })
const refuse = (status: number, error: string) => json(status, { error })

/** Reads a command; numbers are taken as words. */
const wordsOf = (command: unknown): ReadonlyArray<string> | undefined =>
  Array.isArray(command) && command.length > 0 && command.every((word) => ["string", "number"].includes(typeof word))
    ? command.map(String)
    : undefined

const resultOf = (reply: Json | ErrorReply) =>
  reply instanceof ErrorReply ? { error: reply.message } : { result: reply }

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Puts the REST form in front of a Redis. */
export const make = ({ port, token }: RestOptions): Rest => {
  const upstream = new RestUpstream(port)
  const faults: RestFaults = { before: undefined, after: undefined }
  const asked: Array<Asked> = []

  const answer = async ({ commands, path }: Asked): Promise<Response> => {
    try {
      const replies = await Promise.all(commands.map((words) => upstream.send(words)))
      const results = replies.map(resultOf)
      if (path === "/pipeline") return json(200, results)
      return json("error" in results[0]! ? 400 : 200, results[0])
    } catch {
      return refuse(500, "Unable to connect to the Redis server")
    }
  }

  const handler = async (request: Request): Promise<Response> => {
    const fault = await faults.before?.(request)
    if (fault !== undefined) return fault
    const { pathname: path } = new URL(request.url)
    if (path !== "/" && path !== "/pipeline") return refuse(404, "Endpoint not found")
    if (request.method !== "POST") return refuse(405, "Method not allowed")
    if (request.headers.get("content-type") !== "application/json") {
      return refuse(400, "Invalid content type. Expected application/json.")
    }
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return refuse(401, "WRONGPASS invalid or missing auth token")
    }
    const text = await request.text()
    const body = parse(text)
    const list = path === "/pipeline" ? body : [body]
    const commands = Array.isArray(list) ? list.map(wordsOf) : []
    if (commands.length === 0 || commands.includes(undefined)) return refuse(400, "Invalid command array")
    const one = { path, commands: commands.filter((words) => words !== undefined), bytes: Buffer.byteLength(text) }
    asked.push(one)
    const answered = await answer(one)
    return faults.after === undefined ? answered : faults.after(answered, one)
  }

  return { handler, faults, asked, close: () => upstream.close() }
}
