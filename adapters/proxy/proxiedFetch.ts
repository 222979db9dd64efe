/**
 * A `fetch` that goes through one HTTP proxy, by the means of the runtime that this is: Node, Deno and Bun each have
 * their own, and no standard.
 */

/** The part of Deno that is used. */
interface DenoHttp {
  readonly createHttpClient: (options: {
    readonly proxy: {
      readonly url: string
      readonly basicAuth?: { readonly username: string; readonly password: string }
    }
  }) => { readonly close: () => void }
}

/** A `fetch`, and how to let go of what it holds. */
export interface ProxiedFetch {
  readonly fetch: typeof globalThis.fetch
  readonly close: () => void | Promise<void>
}

const byBun = (url: string): ProxiedFetch => ({
  fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
    fetch(input, { ...init, proxy: url } as RequestInit)) as typeof fetch,
  close: () => {}
})

const byDeno = (url: string, deno: DenoHttp): ProxiedFetch => {
  const { origin, password, username } = new URL(url)
  const basicAuth = { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  const client = deno.createHttpClient({ proxy: { url: origin, ...(username === "" ? {} : { basicAuth }) } })
  return {
    fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
      fetch(input, { ...init, client } as RequestInit)) as typeof fetch,
    close: () => client.close()
  }
}

const byNode = async (url: string): Promise<ProxiedFetch> => {
  const undici = await import("undici")
  const dispatcher = new undici.ProxyAgent(url)
  return {
    fetch: ((input: string | URL, init?: object) =>
      undici.fetch(input, { ...init, dispatcher })) as unknown as typeof fetch,
    close: () => dispatcher.destroy()
  }
}

/** Makes a `fetch` through the proxy at a URL, `http://user:password@host:port`. */
export const proxiedFetch = async (url: string): Promise<ProxiedFetch> => {
  if ("Bun" in globalThis) return byBun(url)
  if ("Deno" in globalThis) return byDeno(url, (globalThis as unknown as { readonly Deno: DenoHttp }).Deno)
  return byNode(url)
}
