/**
 * The worker in workerd on this machine, by Miniflare: the bundle and wrangler.jsonc as they are deployed, with bindings of yours
 * beside those of the file.
 */
import { readFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Miniflare } from "miniflare"
import { outputFile } from "./bundle.ts"

/** The parts of wrangler.jsonc that matter here. */
interface Configuration {
  readonly compatibility_date: string
  readonly compatibility_flags: Array<string>
  readonly triggers: { readonly crons: ReadonlyArray<string> }
  readonly durable_objects: { readonly bindings: ReadonlyArray<{ readonly name: string; readonly class_name: string }> }
  readonly vars: Readonly<Record<string, JsonValue>>
}
type JsonValue = string | number | boolean | null | Array<JsonValue> | { [key: string]: JsonValue }

/** Reads wrangler.jsonc; its comments stand on lines of their own. */
export const configuration = async (): Promise<Configuration> => {
  const text = await readFile(new URL("wrangler.jsonc", import.meta.url), "utf8")
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""))
}

/** How a worker is started. */
export interface LocalOptions {
  /** Laid over the variables of wrangler.jsonc: settings and secrets. */
  readonly bindings: Readonly<Record<string, JsonValue>>
  /** @default the compatibility flags of wrangler.jsonc */
  readonly flags?: ReadonlyArray<string>
  /** The bundle. @default what `npm run build:edge` wrote */
  readonly script?: string
  /** Is given what the worker writes to its console, line by line. */
  readonly onLine: (line: string) => void
}

/** A worker that runs. */
export interface Local {
  readonly crons: ReadonlyArray<string>
  /** Fires a trigger, and waits until its event has ended: `ok`, or `exception` where it failed. */
  readonly fire: (cron: string) => Promise<string>
  /** Asks a worker that answers requests too. */
  readonly fetch: (url: string, init: { readonly method: string; readonly body: string }) => Promise<Response>
  readonly close: () => Promise<void>
}

/** Starts the worker. */
export const start = async ({ bindings, flags, onLine, script = outputFile }: LocalOptions): Promise<Local> => {
  const { compatibility_date, compatibility_flags, durable_objects, triggers, vars } = await configuration()
  const miniflare = new Miniflare({
    modules: [{ type: "ESModule", path: script }],
    modulesRoot: dirname(script),
    compatibilityDate: compatibility_date,
    compatibilityFlags: [...(flags ?? compatibility_flags)],
    bindings: { ...vars, ...bindings },
    durableObjects: Object.fromEntries(
      durable_objects.bindings.map(({ class_name, name }) => [name, { className: class_name, useSQLite: true }])
    ),
    // Miniflare refuses a value in return.
    handleStructuredLogs: ({ message }: { readonly message: string }) => void onLine(message)
  })
  const triggered = (await miniflare.getWorker()) as unknown as {
    readonly scheduled: (options: { readonly cron: string }) => Promise<{ readonly outcome: string }>
  }
  return {
    crons: triggers.crons,
    fire: async (cron) => (await triggered.scheduled({ cron })).outcome,
    fetch: async (url, init) => (await miniflare.dispatchFetch(url, init)) as unknown as Response,
    close: () => miniflare.dispose()
  }
}
