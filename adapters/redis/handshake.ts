/**
 * Why a TLS connection to a Redis cannot be made: makes one, looks at the server's certificate or the alert that it sends, and
 * closes it.
 *
 * The runtimes say it in the words of three libraries, and Deno calls an expired certificate one of an unknown authority.
 * Nothing is sent to a server that is not trusted. `remedies.ts` says what to do about each reason.
 */
import { connect, type TLSSocket } from "node:tls"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { cleanText } from "./errorMessage.ts"
import * as Tls from "./Tls.ts"

/**
 * Whether a server must be examined before the client connects. On Deno an alert right after the handshake, such as the
 * demand of a certificate, comes before the client listens for errors, and ends the process. It costs a handshake.
 */
export const mustPrecede = "Deno" in globalThis

/** Where the server is. */
export interface Address {
  readonly host: string
  readonly port: number
}

const day = (millis: number) => new Date(millis).toISOString().slice(0, 10)
const nameOf = (name: { readonly CN?: string | string[] | undefined } | undefined) =>
  cleanText(String(name?.CN ?? "an unnamed authority")).slice(0, 100)

/** Says what is wrong with the server's certificate; undefined if nothing is. */
const certificateProblem = (socket: TLSSocket, host: string): string | undefined => {
  if (socket.authorized) return undefined
  const error: unknown = socket.authorizationError
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
  const { issuer, subjectaltname, valid_from, valid_to } = socket.getPeerCertificate()
  const [from, to] = [Date.parse(valid_from), Date.parse(valid_to)]
  if (Date.now() > to) return `its certificate has expired, on ${day(to)}`
  if (Date.now() < from) return `its certificate is not valid before ${day(from)}`
  if (code.includes("ALTNAME")) {
    const names = cleanText(subjectaltname ?? "no name").slice(0, 200)
    return `its certificate is for ${names}, not for ${host}`
  }
  return `its certificate is signed by ${nameOf(issuer)}, which is not trusted here (${cleanText(code).slice(0, 100)})`
}

/** What an alert or a failed handshake says, by the letters of its code and message alone. */
const alerts: ReadonlyArray<readonly [says: RegExp, reason: (tls: Tls.Options) => string]> = [
  [/certificaterequired/, () => "it demands a client certificate"],
  [
    /handshakefailure/,
    ({ certificate }) =>
      certificate === undefined
        ? "it refuses the handshake; perhaps it demands a client certificate"
        : "it refuses the handshake; perhaps it does not accept the client certificate"
  ],
  [/certificateexpired/, () => "it does not accept the client certificate, which has expired"],
  [/unknownca/, () => "it does not accept the client certificate, whose authority it does not trust"],
  [
    /badcertificate|certificate(unknown|revoked)|unsupportedcertificate|accessdenied|decrypterror/,
    () => "it does not accept the client certificate"
  ],
  [/protocolversion/, () => "it knows no version of TLS that this runtime does"],
  [/wrongversionnumber|packetlengthtoolong|invalidcontenttype/, () => "it speaks no TLS at this port"]
]

const alertProblem = (error: NodeJS.ErrnoException, tls: Tls.Options): string | undefined => {
  const letters = `${error.code} ${error.message}`.toLowerCase().replaceAll(/[^a-z]/g, "")
  return alerts.find(([says]) => says.test(letters))?.[1](tls)
}

/** The reason where nothing comes: a Redis without TLS waits for the end of what it takes for a command. */
export const UNANSWERED = "it does not answer a TLS handshake; perhaps it speaks no TLS at this port"

/**
 * Returns why a TLS connection cannot be made within a time; undefined if it can, or for a reason that has nothing to do
 * with TLS.
 */
export const examine = (
  { host, port }: Address,
  tls: Tls.Options,
  limit: Duration.Input
): Effect.Effect<string | undefined> =>
  Effect.callback<string | undefined>((resume) => {
    const socket = connect({ host, port, ...Tls.connectOptions(tls), rejectUnauthorized: false })
    const end = (problem: string | undefined) => {
      socket.destroy()
      resume(Effect.succeed(problem))
    }
    // Stays until the socket is gone: an error without a listener would end the process.
    socket.on("error", (error) => end(alertProblem(error, tls)))
    socket.on("secureConnect", () => {
      const problem = certificateProblem(socket, host)
      if (problem !== undefined) return end(problem)
      // With TLS 1.3 the server refuses a client after the handshake; any answer says that it has not.
      socket.write("PING\r\n")
    })
    socket.on("data", () => end(undefined))
    socket.on("close", () => end(undefined))
    return Effect.sync(() => socket.destroy())
  }).pipe(Effect.timeoutOrElse({ duration: limit, orElse: () => Effect.succeed(UNANSWERED) }))
