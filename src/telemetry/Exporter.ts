/**
 * The export of traces, and of metrics where there are any, to a collector by OTLP over HTTP: effect's own exporters.
 *
 * A collector that is down, slow or hostile neither delays nor fails a run. At the end what is left is sent, within half a second.
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as OtlpExporter from "effect/observability/OtlpExporter"
import * as OtlpMetrics from "effect/observability/OtlpMetrics"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import type * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import * as CollectorClient from "./CollectorClient.ts"

/** The encodings of OTLP over HTTP. */
export const protocols = ["http/protobuf", "http/json"] as const

/** Where telemetry goes, and how it is named there. */
export interface ExporterOptions {
  /** The base URL: `/v1/traces` and `/v1/metrics` are below it. */
  readonly endpoint: string
  /** Headers for the collector alone. */
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
  readonly protocol: (typeof protocols)[number]
  readonly serviceName: string
  readonly serviceVersion: string
  readonly attributes: Readonly<Record<string, string>>
  /** How often metrics are sent. */
  readonly metricsEvery: Duration.Duration
}

/** How long the last export may take when the process ends. */
const SHUTDOWN = Duration.millis(500)

/** What an error says, without the causes and stacks below it: those may name a password. */
class Plain extends Error {
  override readonly stack = undefined as unknown as string
}

const plain = (error: unknown): Error => {
  const { message, name } = error instanceof Error ? error : new Error(String(error))
  return Object.assign(new Plain(message), { name })
}

/** Keeps only the name and message of an expected error, and only the name of another one. */
const withoutCauses = (exit: Exit.Exit<unknown, unknown>): Exit.Exit<unknown, unknown> =>
  exit._tag === "Success" || Cause.hasInterruptsOnly(exit.cause)
    ? exit
    : Exit.failCause(
        Cause.fromReasons(
          exit.cause.reasons.map((reason) => {
            if (reason._tag === "Fail") return Cause.makeFailReason(plain(reason.error))
            if (reason._tag === "Interrupt") return reason
            const name = reason.defect instanceof Error ? reason.defect.name : "defect"
            return Cause.makeFailReason(plain(new Error(name)))
          })
        )
      )

/** Makes a tracer whose spans end without the causes of errors. */
const guarded = (tracer: Tracer.Tracer): Tracer.Tracer => ({
  ...tracer,
  span: (options) => {
    const span = tracer.span(options)
    const end = span.end.bind(span)
    span.end = (time, exit) => end(time, withoutCauses(exit))
    return span
  }
})

/** Exports traces, and the metrics of the registry where `withMetrics` says so, until the scope closes. */
export const layer = (options: ExporterOptions, withMetrics: boolean): Layer.Layer<never> => {
  const { attributes, endpoint, headers, metricsEvery, protocol, serviceName, serviceVersion } = options
  const base = endpoint.replace(/\/+$/, "")
  const resource = { serviceName, serviceVersion, attributes: { ...attributes } }
  const traces = Layer.effect(
    Tracer.Tracer,
    Effect.map(OtlpTracer.make({ url: `${base}/v1/traces`, resource, shutdownTimeout: SHUTDOWN }), guarded)
  )
  const metrics = OtlpMetrics.make({
    url: `${base}/v1/metrics`,
    resource,
    exportInterval: metricsEvery,
    shutdownTimeout: SHUTDOWN
  })
  return (withMetrics ? Layer.merge(traces, Layer.effectDiscard(metrics)) : traces).pipe(
    Layer.provide(OtlpExporter.layerFlusher),
    Layer.provide(protocol === "http/json" ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf),
    Layer.provide(CollectorClient.layer(new URL(base).origin, headers))
  )
}
