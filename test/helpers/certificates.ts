/**
 * The certificates of the TLS tests, and a TLS socket in front of a server that has none. How the files were made is in
 * `make.sh` beside them.
 */
import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { createServer, type SecureVersion } from "node:tls"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

/** Returns the path of a certificate, or of another file of the folder. */
export const pemFile = (name: string): string =>
  fileURLToPath(new URL(`../adapters/redis/certificates/${name}.pem`, import.meta.url))

/** Returns the text of one. */
export const pem = (name: string): string => readFileSync(pemFile(name), "utf8")

/** What a server with TLS shows and demands. */
export interface Front {
  /** The name of its certificate. @default "server" */
  readonly certificate?: string
  /** Whether it demands a client certificate of the authority. @default false */
  readonly demands?: boolean
  readonly maxVersion?: SecureVersion
}

/** Serves TLS on a port of its own in front of another port, until the scope closes. Returns the port. */
export const tlsFront = (port: number, { certificate = "server", demands = false, maxVersion }: Front = {}) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const sockets = new Set<Socket>()
        const options = {
          cert: pem(certificate),
          key: pem(`${certificate}-key`),
          ...(demands ? { ca: pem("authority"), requestCert: true, rejectUnauthorized: true } : {}),
          ...(maxVersion === undefined ? {} : { maxVersion })
        }
        const server = createServer(options, (secured) => {
          const plain = connect(port, "127.0.0.1")
          for (const [one, other] of [
            [secured, plain],
            [plain, secured]
          ] as const) {
            sockets.add(one)
            one.on("data", (bytes) => void other.write(bytes))
            one.on("error", () => other.destroy())
            one.on("close", () => other.destroy())
          }
        })
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
        return { server, sockets }
      }),
      ({ server, sockets }) =>
        Effect.promise(
          () =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              for (const socket of sockets) socket.destroy()
            })
        )
    ),
    ({ server }) => {
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : 0
    }
  )
