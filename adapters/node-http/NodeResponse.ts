/**
 * A response of `node:http`, and the ways to read its body: in the pieces that came, which takes the least, and those that every
 * response of effect has.
 */
import type { IncomingMessage } from "node:http"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import * as Stream from "effect/Stream"
import { type BodyBytes, type BodyCount, TooLarge } from "../../src/bookmaker/http/BodyOptions.ts"
import { decompress } from "./decompress.ts"

/** The longest body of a reader that sets no `MaxBodySize`; as effect's servers have it. */
const USUAL_LIMIT = ByteSize.mebibytes(10)

/** Pieces that are shorter are put together, so that a body in single bytes takes no more memory than another: each is an object. */
const SHORT_BYTES = 4096

/** Returns what collects the pieces of a body. */
const collector = () => {
  const pieces: Array<Buffer> = []
  let short = Buffer.alloc(0)
  let used = 0
  const flush = () => {
    if (used > 0) pieces.push(short.subarray(0, used))
    short = short.subarray(used)
    used = 0
    return pieces
  }
  const push = (piece: Buffer) => {
    if (piece.length >= SHORT_BYTES) return flush().push(piece)
    if (used + piece.length > short.length) {
      flush()
      short = Buffer.allocUnsafeSlow(2 * SHORT_BYTES)
    }
    used += piece.copy(short, used)
  }
  return { push, flush }
}

/** Reads a body piece by piece, and calls `add` with the length of each; an error that it throws ends the body. */
const readPieces = (message: IncomingMessage, add: (bytes: number) => void) =>
  Effect.callback<ReadonlyArray<Buffer>, unknown>((resume) => {
    if (message.destroyed || message.readableEnded) {
      return resume(Effect.fail(message.errored ?? new Error("the body was read before")))
    }
    const { flush, push } = collector()
    const fail = (cause: unknown) => {
      message.destroy()
      resume(Effect.fail(cause))
    }
    message.on("data", (piece: Buffer) => {
      try {
        add(piece.length)
        push(piece)
      } catch (cause) {
        fail(cause)
      }
    })
    // A tick later the connection is free for the next request.
    message.on("end", () => process.nextTick(() => resume(Effect.succeed(flush()))))
    message.on("error", fail)
    // Later, since a short body comes with the head of its answer, but after it: a connection that has all of it is not closed.
    return Effect.sync(() => void setImmediate(() => message.destroy()))
  })

const bufferOf = ({ buffer, byteLength, byteOffset }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer

/** A response whose body is decompressed when it is read; its headers stay as they came. */
export class NodeResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly #url: URL
  readonly #message: IncomingMessage

  constructor(request: HttpClientRequest.HttpClientRequest, url: URL, message: IncomingMessage) {
    super()
    this.request = request
    this.status = message.statusCode ?? 0
    this.headers = Headers.fromInput(message.headers as Headers.Input)
    this.#url = url
    this.#message = message
  }

  /** Ends a body that has not ended, by what broke its connection. */
  breakOff(cause: Error): void {
    this.#message.destroy(cause)
  }

  /**
   * Reads the whole body in the pieces that came, or decompressed in one. Fails with what `count` throws, or with what broke it off;
   * then, and when it is interrupted, the connection is closed.
   */
  readBody(count: BodyCount): Effect.Effect<BodyBytes, unknown> {
    const encoding = this.headers["content-encoding"]
    if (encoding === undefined) return Effect.map(readPieces(this.#message, count.add), (chunks) => ({ chunks }))
    let length = 0
    const addCompressed = (bytes: number) => {
      length += bytes
      if (length > count.limit) throw new TooLarge()
    }
    return Effect.flatMap(readPieces(this.#message, addCompressed), (pieces) =>
      Effect.try({
        try: () => {
          const bytes = decompress(Buffer.concat(pieces), encoding, count.limit)
          count.add(bytes.length)
          return { chunks: [bytes] }
        },
        catch: (cause) => cause
      })
    )
  }

  get url(): string {
    return this.#url.href.split("#")[0]!
  }
  get cookies(): Cookies.Cookies {
    return Cookies.fromSetCookie(this.#message.headers["set-cookie"] ?? [])
  }
  get remoteAddress(): Option.Option<string> {
    return Option.fromNullishOr(this.#message.socket.remoteAddress)
  }
  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return Effect.flatMap(HttpIncomingMessage.MaxBodySize, (size = USUAL_LIMIT) => {
      const limit = Number(size)
      let length = 0
      const add = (bytes: number) => {
        length += bytes
        if (length > limit) throw new TooLarge()
      }
      return Effect.mapBoth(this.readBody({ limit, add }), {
        onSuccess: ({ chunks }) => bufferOf(Buffer.concat(chunks)),
        onFailure: (error) => this.#decodeError(error instanceof TooLarge ? `more than ${limit} bytes` : error)
      })
    })
  }
  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    return Stream.fromEffect(Effect.map(this.arrayBuffer, (buffer) => new Uint8Array(buffer)))
  }
  get text() {
    return Effect.flatMap(this.#whole, ({ text }) => text)
  }
  get json() {
    return Effect.flatMap(this.#whole, ({ json }) => json)
  }
  get formData() {
    return Effect.flatMap(this.#whole, ({ formData }) => formData)
  }
  get urlParamsBody() {
    return Effect.flatMap(this.#whole, ({ urlParamsBody }) => urlParamsBody)
  }
  get upgrade(): Effect.Effect<never, HttpClientError.HttpClientError> {
    return Effect.fail(this.#decodeError("the connection of an upgrade is not handed over"))
  }
  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
  pipe() {
    // biome-ignore lint/complexity/noArguments: effect takes them as they are
    return pipeArguments(this, arguments)
  }

  /** The same body in a response of the web, which has all other views of it. */
  get #whole() {
    const headers = { "content-type": this.headers["content-type"] ?? "" }
    return Effect.map(this.arrayBuffer, (body) =>
      HttpClientResponse.fromWeb(this.request, new Response(body, { headers }))
    )
  }

  #decodeError(cause: unknown): HttpClientError.HttpClientError {
    const { request } = this
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request, response: this, cause })
    })
  }
}
