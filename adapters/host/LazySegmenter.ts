/**
 * `Intl.Segmenter`, made when it first segments something. The build of the command puts it in the other's place, because
 * effect's command line makes one whenever it is loaded, and seldom asks it anything: 7 ms of start-up on Deno.
 */
export class LazySegmenter {
  readonly #options: ConstructorParameters<typeof Intl.Segmenter>
  #segmenter: Intl.Segmenter | undefined

  constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#options = options
  }

  /** Segments a text as `Intl.Segmenter` does. */
  segment(text: string): Intl.Segments {
    this.#segmenter ??= new globalThis.Intl.Segmenter(...this.#options)
    return this.#segmenter.segment(text)
  }
}
