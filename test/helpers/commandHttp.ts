/** The HTTP clients that are in use on this runtime: the one of the command, and the one of a library that takes ky as it is. */
import { Effect, Layer } from "effect"
import { hostBodies } from "../../adapters/host/hostBodies.ts"
import { hostHttp } from "../../adapters/host/hostHttp.ts"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { BookieGamma, Extraction, type ExtractOptions } from "../../src/index.ts"

/** The HTTP client of the command. */
export const commandHttp = await hostHttp()

/** Extracts as `extract` does, with bodies read and parsed as in the command. */
export const extractAsCommand = ({ bookmaker, ...options }: ExtractOptions) =>
  Effect.flatMap(Extraction, ({ run }) => run(options)).pipe(
    Effect.provide(Extraction.layer.pipe(Layer.provide(BookieGamma.layer(bookmaker, { bodies: hostBodies }))))
  )

/** Each by a name. */
export const httpClients = [
  ["the command's client", commandHttp],
  ["ky over fetch", KyHttpClient.layer]
] as const
