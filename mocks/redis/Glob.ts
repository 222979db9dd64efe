/**
 * Redis's glob patterns (`*`, `?`, `[a-c]`, `[^a]`, `\x`), for KEYS, SCAN and CONFIG GET.
 * Turns a pattern into a predicate over byte strings; nothing else.
 */

/** Compiles a pattern. */
export const glob = (pattern: string): ((text: string) => boolean) => {
  let source = ""
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === "*") source += "[\\s\\S]*"
    else if (c === "?") source += "[\\s\\S]"
    else if (c === "\\" && i + 1 < pattern.length) source += literal(pattern[++i]!)
    else if (c === "[") {
      const end = pattern.indexOf("]", i + 1)
      const inside = end < 0 ? pattern.slice(i + 1) : pattern.slice(i + 1, end)
      const negated = inside.startsWith("^")
      source += `[${negated ? "^" : ""}${(negated ? inside.slice(1) : inside).replace(/[\\\]^]/g, "\\$&")}]`
      i = end < 0 ? pattern.length : end
    } else source += literal(c)
  }
  const expression = new RegExp(`^${source}$`)
  return (text) => expression.test(text)
}

const literal = (c: string) => c.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")
