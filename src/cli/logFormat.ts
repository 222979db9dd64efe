/**
 * How log lines look: for people, or for machines in one of two forms. All of them go to stderr.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"

/** Lists the formats. */
export const logFormats = ["text", "json", "logfmt"] as const
export type LogFormat = (typeof logFormats)[number]

const text = Logger.map(Logger.formatStructured, ({ cause, level, message, timestamp }) =>
  [`${timestamp.slice(0, 19)}Z ${level.padEnd(5)} ${[message].flat().map(String).join(" ")}`, cause]
    .filter((line) => line !== undefined)
    .join("\n")
)

/** One JSON object a line; the facts stand beside the message, and lines within a run have the id of its trace. */
const json = Logger.make((options: Logger.Options<unknown>) => {
  const { annotations, cause, level, message, timestamp } = Logger.formatStructured.log(options)
  const { span } = options.fiber.cache
  return JSON.stringify({
    time: timestamp,
    level,
    message,
    ...(span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }),
    ...annotations,
    ...(cause === undefined ? {} : { cause })
  })
})

const loggers: Readonly<Record<LogFormat, Logger.Logger<unknown, string>>> = {
  text,
  json,
  logfmt: Logger.formatLogFmt
}

/** Provides the logger of a format. */
export const layer = (format: LogFormat): Layer.Layer<never> => Logger.layer([Logger.withConsoleError(loggers[format])])

/** Logs a line with fields; text shows the line alone. */
export const log = (
  level: "Info" | "Warn" | "Error",
  line: string,
  fields: Readonly<Record<string, unknown>>
): Effect.Effect<void> => Effect.annotateLogs(Effect.logWithLevel(level)(line), fields)
