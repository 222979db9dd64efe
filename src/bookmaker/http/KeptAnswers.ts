/**
 * The last answer of each request, so that one that has not changed is not parsed and read again, and a server with
 * validators need not send it.
 *
 * Bytes are compared before they are decoded. That is cheaper than any hash; reading answers of 92 kB takes half (Node, Bun) or two
 * thirds (Deno) of the CPU that decoding and comparing texts takes. All answers together are limited; beyond that, answers are not
 * kept.
 */
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import { headerOf } from "./headerOf.ts"
import type { Body } from "./ResponseBody.ts"

/** The most bytes of all answers together, by default. */
export const MAX_LENGTH = 64 * 1024 * 1024
/** An answer that was not asked for again for so long gives way to others, in monotonic milliseconds. */
const UNUSED_MILLIS = 600_000

/** What a server says to recognise an answer by, as headers of the next request; empty where it says nothing. */
export type Validators = Readonly<Record<string, string>>

/** An answer as it was read. */
export interface Kept<A> {
  readonly body: Body
  readonly validators: Validators
  readonly content: A
}

/** The place of one request's last answer. */
export interface Slot<A> {
  /** Returns the last answer, and undefined where none is kept. */
  readonly last: () => Kept<A> | undefined
  /** Keeps an answer instead of the last one, if there is room. */
  readonly keep: (kept: Kept<A>, now: number) => void
  /** Forgets the last answer, and returns its memory, for the next one; undefined where none is kept. */
  readonly release: () => Uint8Array | undefined
}

/** Keeps answers by their request. */
export interface KeptAnswers<A> {
  /** Returns the place of a request. */
  readonly slot: (request: string) => Slot<A>
  /** Forgets all answers. */
  readonly clear: () => void
}

/** Returns the validators of a response. */
export const validatorsOf = (response: HttpClientResponse.HttpClientResponse): Validators => {
  const etag = headerOf(response, "etag")
  if (etag !== undefined) return { "if-none-match": etag }
  const modified = headerOf(response, "last-modified")
  return modified === undefined ? {} : { "if-modified-since": modified }
}

/** Returns how many bytes of memory a body takes. */
const lengthOf = ({ length, memory }: Body): number => memory?.length ?? length

/** Makes a place for answers with so many bytes in all. */
export const make = <A>(maxLength = MAX_LENGTH): KeptAnswers<A> => {
  const answers = new Map<string, { readonly kept: Kept<A>; readonly at: number }>()
  let length = 0

  const drop = (request: string) => {
    const body = answers.get(request)?.kept.body
    if (body !== undefined) length -= lengthOf(body)
    answers.delete(request)
    return body?.memory
  }
  const dropUnused = (now: number) => {
    for (const [request, { at }] of answers) {
      if (now - at < UNUSED_MILLIS) return
      drop(request)
    }
  }
  return {
    slot: (request) => ({
      last: () => answers.get(request)?.kept,
      keep: (kept, now) => {
        drop(request)
        const more = lengthOf(kept.body)
        if (length + more > maxLength) dropUnused(now)
        if (length + more > maxLength) return
        answers.set(request, { kept, at: now })
        length += more
      },
      release: () => drop(request)
    }),
    clear: () => {
      answers.clear()
      length = 0
    }
  }
}
