import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import { nodesOf } from "../source/ast.ts"
import { patternOf } from "../source/pattern-cost.ts"
import type { Pattern } from "../source/pattern-cost.ts"

/** A range that takes in more than its ends say. */
interface Misread {
  /** As it is written: `A-z`. */
  readonly written: string
  /** Where it begins in the text of the pattern. */
  readonly start: number
  /** What is meant, for a class of characters. */
  readonly meant: string
  /** What it takes in besides. */
  readonly extra: string
}

// `A-z`, `0-z`, `0-F`, `$-_`; what is a range of several kinds on purpose is written otherwise: `[ -~]`, `[!-~]`, `[@-_]`, `[0-?]`.
const MAY_BE = /[A-Z]-[a-z]|[0-9]-[A-Za-z]|[#$%&*+,./]-_/
const MAX_LENGTH = 2_000
// Each is parsed; a file with more is a table of patterns.
const MAX_PATTERNS = 300

export const noMisreadCharacterRange = defineRule({
  kind: "source",
  id: "no-misread-character-range",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "medium",
  title: "A range of characters takes in more than its ends say",
  why: "Between `Z` and `a` stand `[`, `\\`, `]`, `^`, `_` and the backtick, so `[A-z]` lets them pass where letters are meant. A check that lets a backtick pass ran commands in shell-quote (CVE-2021-42740).",
  fix: "Write the ranges one by one: `[A-Za-z]`.",
  cwe: ["CWE-20", "CWE-185"],
  needs: { path: "server", text: [MAY_BE] },
  *check({ module }) {
    if (!isServerPath(module.path) || !MAY_BE.test(module.text)) return
    let count = 0
    for (const node of nodesOf(module.program, "Literal", "NewExpression", "CallExpression")) {
      if (node.type === "Literal" ? !("regex" in node) : node.arguments.length === 0) continue
      const pattern = patternOf(module, node)
      if (pattern === null || !MAY_BE.test(pattern.source) || pattern.source.length > MAX_LENGTH || ++count > MAX_PATTERNS) continue
      const [first, ...others] = misreadIn(pattern)
      if (first === undefined) continue
      const { written, meant, extra } = first
      const isWritten = node.type === "Literal" && pattern.node === node
      yield {
        at: pattern.node,
        title: `\`[${written}]\` also takes in ${extra}`,
        message: `${extra} pass for ${kindOf(written)} here: \`${written}\` is every character between its ends in the order of their codes.`,
        fix: `Write \`[${meant}]\`.`,
        ...(isWritten ? { edits: [first, ...others].map((each) => editOf(each, node.start)) } : {}),
      }
    }
  },
})

const parser = new RegExpParser({ ecmaVersion: 2025 })

function misreadIn({ source, flags }: Pattern): readonly Misread[] {
  const found: Misread[] = []
  try {
    const tree = parser.parsePattern(source, 0, source.length, { unicode: flags.includes("u"), unicodeSets: flags.includes("v") })
    visitRegExpAST(tree, {
      onCharacterClassRangeEnter({ parent, raw, start, min, max }) {
        const reading = raw.length === 3 ? readingOf(min.raw, max.raw) : null
        if (reading === null) return
        // `[a-zA-z]` has one of them already.
        const others = new Set<string>(parent.elements.map((each) => each.raw))
        const missing = reading.ranges.filter((each) => !others.has(each))
        found.push({ written: raw, start, meant: (missing.length > 0 ? missing : reading.ranges).join(""), extra: reading.extra })
      },
    })
  } catch {
    // No pattern at all: whoever runs it is told.
  }
  return found
}

function readingOf(from: string, to: string): { readonly ranges: readonly string[]; readonly extra: string } | null {
  if (/[A-Z]/.test(from) && /[a-z]/.test(to))
    return {
      // `A-f` means the digits of hexadecimal numbers.
      ranges: from === "A" ? [`A-${to.toUpperCase()}`, `a-${to}`] : [part(from, "Z"), part("a", to)],
      extra: "`[`, `\\`, `]`, `^`, `_` and the backtick",
    }
  if (/[0-9]/.test(from) && /[A-Z]/.test(to))
    return { ranges: [part(from, "9"), part("A", to)], extra: "`:`, `;`, `<`, `=`, `>`, `?` and `@`" }
  if (/[0-9]/.test(from) && /[a-z]/.test(to))
    return {
      ranges: [part(from, "9"), part("A", to.toUpperCase()), part("a", to)],
      extra: "`<`, `>`, `;`, `=`, `\\`, the backtick and more",
    }
  if (/[#$%&*+,./]/.test(from) && to === "_") return { ranges: [from, "\\-", "_"], extra: "`<`, `>`, `;`, digits and capital letters" }
  return null
}

function part(from: string, to: string): string {
  return from === to ? from : `${from}-${to}`
}

function kindOf(written: string): string {
  if (/^[A-Z]/.test(written)) return "letters"
  return /^\d/.test(written) ? "digits or letters" : `\`${written[0] ?? ""}\`, \`-\` or \`_\``
}

function editOf({ written, start, meant }: Misread, literal: number): Edit {
  const from = literal + 1 + start
  return { start: from, end: from + written.length, text: meant }
}
