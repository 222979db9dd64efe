/**
 * The proxies that the environment names for all programs: `http_proxy`, `https_proxy`, `all_proxy`, and `no_proxy` for what
 * is reached without. Node, Deno and Bun follow them by rules of their own, or not at all; the command reads them here, the
 * way curl does, and has all three go where they point.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Settings } from "./Settings.ts"
import { SettingsError } from "./SettingsError.ts"
import { isProxy, PROXY_FORM } from "./settingTexts.ts"
import { variable } from "./variable.ts"

/** A variable that is set, under the name that it has. */
interface Variable {
  readonly name: string
  readonly value: string
}

/** Reads a variable: in lower case, else in upper case. An empty one counts as unset. */
const read = Effect.fnUntraced(function* (lowerCase: string) {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = ((yield* variable(name)) ?? "").trim()
    if (value !== "") return { name, value } satisfies Variable
  }
  return undefined
})

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, "$1")

/**
 * Tells whether `no_proxy` names a URL's host: `*`, the host, or a domain that it is in, each with or without a port, and
 * separated by commas or spaces.
 */
export const isExempt = ({ hostname, port, protocol }: URL, noProxy: string): boolean => {
  const host = withoutBrackets(hostname).replace(/\.$/, "")
  const portOrDefault = port || (protocol === "https:" ? "443" : "80")
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, named = entry, itsPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? []
      if (itsPort !== undefined && itsPort !== portOrDefault) return false
      const domain = withoutBrackets(named)
        .replace(/^\*?\./, "")
        .replace(/\.$/, "")
      return domain === "*" || host === domain || (domain !== "" && host.endsWith(`.${domain}`))
    })
}

const proxyOf = ({ name, value }: Variable): Effect.Effect<Redacted.Redacted<string>, SettingsError> => {
  const url = value.includes("://") ? value : `http://${value}`
  return isProxy(url)
    ? Effect.succeed(Redacted.make(url))
    : Effect.fail(
        new SettingsError({
          setting: name,
          message: `${name}: Expected ${PROXY_FORM}; or name the bookmaker's host in no_proxy, or set BOOKIEGAMMA_PROXIES`
        })
      )
}

/**
 * Adds to settings the proxy that the environment names for each origin of the bookmaker. `BOOKIEGAMMA_PROXIES` wins, and
 * the sandbox needs none. Fails where a proxy that would be used has another form.
 */
export const addSystemProxies = Effect.fnUntraced(function* (settings: Settings) {
  if (settings.bookmaker === undefined || settings.proxies.length > 0) return settings
  const [http, https, all, none] = [
    yield* read("http_proxy"),
    yield* read("https_proxy"),
    yield* read("all_proxy"),
    yield* read("no_proxy")
  ]
  if (http === undefined && https === undefined && all === undefined) return settings
  const systemProxies = new Map<string, Redacted.Redacted<string> | undefined>()
  for (const text of [settings.bookmaker.live, settings.bookmaker.upcoming]) {
    const url = new URL(text)
    const variable = (url.protocol === "https:" ? https : http) ?? all
    const proxy = variable === undefined || isExempt(url, none?.value ?? "") ? undefined : yield* proxyOf(variable)
    systemProxies.set(url.origin, proxy)
  }
  return { ...settings, systemProxies }
})

/** Returns how a URL of the bookmaker is reached where that is not straight, without a proxy's user and password. */
export const wayTo = ({ proxies, systemProxies }: Settings, url: string): string => {
  const system = systemProxies?.get(new URL(url).origin)
  const [first, ...others] = system === undefined ? proxies : [system]
  if (first === undefined) return ""
  return others.length > 0
    ? ` through ${others.length + 1} proxies in turn`
    : ` through the proxy ${new URL(Redacted.value(first)).host}`
}
