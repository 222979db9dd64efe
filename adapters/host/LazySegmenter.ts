/**
 * A lazy `Intl.Segmenter`: constructed on the first call of `segment`. The build of the command replaces
 * `Intl.Segmenter` by it, because `effect/cli` constructs one on import and rarely uses it. Saves 7 ms of start-up on
 * Deno.
 */
export class LazySegmenter {
  readonly #options: ConstructorParameters<typeof Intl.Segmenter>
  #segmenter: Intl.Segmenter | undefined

  constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#options = options
  }

  /** Returns the segments of a text, like `Intl.Segmenter.segment`. */
  segment(text: string): Intl.Segments {
    this.#segmenter ??= new globalThis.Intl.Segmenter(...this.#options)
    return this.#segmenter.segment(text)
  }
}
