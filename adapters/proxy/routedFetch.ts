/**
 * A `fetch` through one HTTP proxy, or through none, whatever the environment says. There is no standard API for it: Node,
 * Deno and Bun each have their own.
 */

/** The part of Deno's API used here. */
interface DenoHttp {
  readonly createHttpClient: (options: {
    readonly proxy?: {
      readonly url: string
      readonly basicAuth?: { readonly username: string; readonly password: string }
    }
  }) => { readonly close: () => void }
}

/** A `fetch` with a way of its own; `close` closes its connections. */
export interface RoutedFetch {
  readonly fetch: typeof globalThis.fetch
  readonly close: () => void | Promise<void>
}

const VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [name, name.toUpperCase()])

/**
 * Calls a function while the environment says nothing about proxies. Bun and Deno put `NO_PROXY` above a proxy that they
 * are given, and the other variables above none. The variables are back before any other code runs.
 */
const withoutVariables = <A>(call: () => A): A => {
  const hidden: Record<string, string> = {}
  for (const name of VARIABLES) {
    const value = process.env[name]
    if (value === undefined) continue
    hidden[name] = value
    delete process.env[name]
  }
  try {
    return call()
  } finally {
    Object.assign(process.env, hidden)
  }
}

/** Bun reads the variables at each call. */
const bunFetch = (proxy: URL | undefined): RoutedFetch => {
  const way = proxy === undefined ? {} : { proxy: proxy.href }
  return {
    fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
      withoutVariables(() => fetch(input, { ...init, ...way } as RequestInit))) as typeof fetch,
    close: () => {}
  }
}

/** Deno reads the variables when a client is made. Without the permission to hide them it fails here. */
const denoFetch = (proxy: URL | undefined, deno: DenoHttp): RoutedFetch => {
  const { origin: url, password, username } = proxy ?? { origin: "", password: "", username: "" }
  const basicAuth = { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  const way = url === "" ? {} : { proxy: { url, ...(username === "" ? {} : { basicAuth }) } }
  const client = withoutVariables(() => deno.createHttpClient(way))
  return {
    fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
      fetch(input, { ...init, client } as RequestInit)) as typeof fetch,
    close: () => client.close()
  }
}

/** Node reads the variables, where it is told to, for its own dispatcher only. */
const nodeFetch = async (proxy: URL | undefined): Promise<RoutedFetch> => {
  const undici = await import("undici")
  const dispatcher = proxy === undefined ? new undici.Agent() : new undici.ProxyAgent(proxy.href)
  return {
    fetch: ((input: string | URL, init?: object) =>
      undici.fetch(input, { ...init, dispatcher })) as unknown as typeof fetch,
    close: () => dispatcher.destroy()
  }
}

/** Makes a `fetch` through the proxy at a URL like `http://user:password@host:port`, or past all proxies. */
export const routedFetch = async (url: string | undefined): Promise<RoutedFetch> => {
  const proxy = url === undefined ? undefined : new URL(url)
  if ("Bun" in globalThis) return bunFetch(proxy)
  if ("Deno" in globalThis) return denoFetch(proxy, (globalThis as unknown as { readonly Deno: DenoHttp }).Deno)
  return nodeFetch(proxy)
}
