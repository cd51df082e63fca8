import type { Located } from "./run-rules.ts"

/**
 * Takes what was found on one side and gives it back without what another finding says better about the same code: a rule that
 * names others in `yieldsTo` is silent on lines where one of them reports, and where the way of one of their findings ends. What is only a
 * matter of the report, because it is not sure, takes nothing from under its line.
 */
export function withoutEchoes(found: readonly Located[]): Located[] {
  const wanted = new Set(found.flatMap((each) => each.rule.yieldsTo ?? []))
  if (wanted.size === 0) return [...found]
  const places = new Map<string, Lines[]>()
  const add = (rule: string, path: string, lines: Lines) => {
    const key = `${rule}\0${path}`
    const known = places.get(key)
    if (known) known.push(lines)
    else places.set(key, [lines])
  }
  for (const each of found) {
    if (!wanted.has(each.rule.id)) continue
    const isSure = isSureOf(each)
    add(each.rule.id, each.path, { from: each.startLine, to: each.endLine, isSure })
    const end = each.trace.at(-1)
    if (end) add(each.rule.id, end.path, { from: end.line, to: end.line, isSure })
  }
  return found.filter(
    (each) =>
      !(each.rule.yieldsTo ?? []).some((rule) =>
        places
          .get(`${rule}\0${each.path}`)
          ?.some((lines) => lines.from <= each.endLine && each.startLine <= lines.to && (lines.isSure || !isSureOf(each))),
      ),
  )
}

interface Lines {
  readonly from: number
  readonly to: number
  readonly isSure: boolean
}

function isSureOf({ draft, rule }: Located): boolean {
  return (draft.confidence ?? rule.confidence) !== "low"
}
