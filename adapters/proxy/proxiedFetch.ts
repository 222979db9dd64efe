/**
 * A `fetch` through one HTTP proxy. There is no standard API for it: Node, Deno and Bun each have their own.
 */

/** The part of Deno's API used here. */
interface DenoHttp {
  readonly createHttpClient: (options: {
    readonly proxy: {
      readonly url: string
      readonly basicAuth?: { readonly username: string; readonly password: string }
    }
  }) => { readonly close: () => void }
}

/** A `fetch` through a proxy; `close` closes its connections. */
export interface ProxiedFetch {
  readonly fetch: typeof globalThis.fetch
  readonly close: () => void | Promise<void>
}

const bunFetch = (url: string): ProxiedFetch => ({
  fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
    fetch(input, { ...init, proxy: url } as RequestInit)) as typeof fetch,
  close: () => {}
})

const denoFetch = (url: string, deno: DenoHttp): ProxiedFetch => {
  const { origin, password, username } = new URL(url)
  const basicAuth = { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  const client = deno.createHttpClient({ proxy: { url: origin, ...(username === "" ? {} : { basicAuth }) } })
  return {
    fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
      fetch(input, { ...init, client } as RequestInit)) as typeof fetch,
    close: () => client.close()
  }
}

const nodeFetch = async (url: string): Promise<ProxiedFetch> => {
  const undici = await import("undici")
  const dispatcher = new undici.ProxyAgent(url)
  return {
    fetch: ((input: string | URL, init?: object) =>
      undici.fetch(input, { ...init, dispatcher })) as unknown as typeof fetch,
    close: () => dispatcher.destroy()
  }
}

/** Makes a `fetch` through the proxy at a URL like `http://user:password@host:port`. */
export const proxiedFetch = async (url: string): Promise<ProxiedFetch> => {
  if ("Bun" in globalThis) return bunFetch(url)
  if ("Deno" in globalThis) return denoFetch(url, (globalThis as unknown as { readonly Deno: DenoHttp }).Deno)
  return nodeFetch(url)
}
