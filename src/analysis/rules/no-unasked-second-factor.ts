import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

// What says in a session that the second factor was given, and not what the factor is or that it is still to come.
const GIVEN =
  /^(?:is|has)?_?(?:second_?factor|two_?factor|mfa|2fa|totp|otp)(?:_?(?:at|done|passed|verified|ok|complete[d]?|confirmed|authenticated|time))?$/i
// That it is still to come.
const PENDING =
  /^(?:second_?factor|two_?factor|mfa|2fa|totp|otp)_?(?:is_?)?(?:pending|required|needed|missing|outstanding)$|^(?:pending|needs|requires?|awaiting|awaits)_?(?:second_?factor|two_?factor|mfa|2fa|totp|otp)$/i
const MENTIONS = /session\??\.\w{0,20}(?:second_?factor|two_?factor|mfa|2fa|totp|otp)/i
const WHO = /^(?:user|account|member|customer|uid|identity)_?(?:id)?$/i
const REFUSES = /\b401\b|\b403\b|[uU]nauthori[sz]ed|redirect\(/
const MAX_TEXT = 10_000

export const noUnaskedSecondFactor = defineRule({
  kind: "source",
  id: "no-unasked-second-factor",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The second factor is noted, and nobody asks for it",
  why: "When the password alone signs a session in and the second step only notes that it happened, whoever has the password leaves that step out. A guard has to ask for both.",
  fix: "Refuse sessions without the second factor in the guard, or keep the account under another name until it is given.",
  cwe: ["CWE-304", "CWE-287"],
  needs: { path: "server", text: [/session/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.text.includes("session")) return
    const factors = unaskedFactors(project)
    if (factors.length === 0) return
    for (const node of nodesOf(module.program, "IfStatement")) {
      const who = missing(node.test)
      const factor = who === null ? undefined : factors.find((each) => each.signedInBefore.has(who))
      const around = factor ? enclosingFunction(node) : null
      if (!factor || !around || !/\bnext\(\)/.test(module.textOf(around).slice(0, MAX_TEXT))) continue
      if (!REFUSES.test(module.textOf(node.consequent).slice(0, 400))) continue
      yield {
        at: node.test,
        trace: [
          {
            path: factor.path,
            line: factor.line,
            what: `\`${factor.name}\` notes that the second factor ${factor.isPending ? "is still to come" : "was given"}`,
          },
          { path: module.path, line: module.lineOf(node.test), what: `only \`${who}\` is asked for` },
        ],
        message: factor.isPending
          ? `Whoever has the password gets in without the second factor: \`session.${who}\` is set before that step, and \`session.${factor.name}\`, which ${factor.path}:${factor.line} sets with it, is asked for only by the step itself.`
          : `Whoever has the password gets in without the second factor: \`session.${who}\` is set before that step, and \`session.${factor.name}\`, which ${factor.path}:${factor.line} sets after it, is read nowhere.`,
        fix: `Refuse here as well when \`session.${factor.name}\` is ${factor.isPending ? "set" : "missing"}.`,
      }
    }
  },
})

interface Factor {
  readonly name: string
  readonly path: string
  readonly line: number
  /** It says that the second factor is still to come, and not that it was given. */
  readonly isPending: boolean
  /** The fields that say who is signed in and are set without it. */
  readonly signedInBefore: ReadonlySet<string>
}

interface Written {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly node: Node
  readonly around: Node | null
  /** What the statement stands in: what is written there together is written for the same accounts. */
  readonly block: Node | null
  /** The value says that it is not so, `false` or `null`. */
  readonly isTakenBack: boolean
}

/** The fields of the session that note a second factor and that no guard asks for, when the password alone signs in. */
function unaskedFactors(project: Project): readonly Factor[] {
  return project.once("unasked second factor", () => {
    const paths = project.sourcePaths.filter((path) => !isTestPath(path))
    if (!paths.some((path) => project.mentions(path, MENTIONS))) return []
    const all = paths.filter((path) => project.mentions(path, /session/)).flatMap((path) => writtenIn(project, path))
    const written = all.filter((each) => !each.isTakenBack)
    const notes = written.filter((each) => GIVEN.test(each.name))
    const [note] = notes
    const pending = pendingFactor(project, paths, all)
    if (!note) return pending ? [pending] : []
    if (notes.some((each) => each.name !== note.name)) return []
    const read = readingOf(note.name)
    if (paths.some((path) => project.codeMentions(path, read))) return []
    const steps = new Set(notes.map((each) => each.around))
    const signs = written.filter((each) => WHO.test(each.name))
    const inStep = new Set(signs.filter((each) => steps.has(each.around)).map((each) => each.name))
    const before = new Set(signs.map((each) => each.name).filter((each) => !inStep.has(each)))
    return [{ ...note, isPending: false, signedInBefore: before }, ...(pending ? [pending] : [])]
  })
}

/** The field that notes a second factor to come, set together with who is signed in and read only by the steps that write it. */
function pendingFactor(project: Project, paths: readonly string[], all: readonly Written[]): Factor | null {
  const notes = all.filter((each) => PENDING.test(each.name))
  const note = notes.find((each) => !each.isTakenBack)
  if (!note || notes.some((each) => each.name !== note.name)) return null
  const read = readingOf(note.name)
  for (const path of paths) {
    if (!project.textOf(path)?.includes(note.name)) continue
    let text = project.codeOf(path) ?? ""
    for (const { around } of notes.filter((each) => each.path === path))
      if (around) text = text.slice(0, around.start) + " ".repeat(around.end - around.start) + text.slice(around.end)
    if (read.test(text)) return null
  }
  const kept = notes.filter((each) => !each.isTakenBack)
  const signs = all.filter((each) => !each.isTakenBack && WHO.test(each.name) && kept.some((other) => isWrittenWith(each, other)))
  return { ...note, isPending: true, signedInBefore: new Set(signs.map((each) => each.name)) }
}

// `session.userId = user.id` in the same block as the note, or before the `if` around it: there both are written.
function isWrittenWith(who: Written, note: Written): boolean {
  if (!who.block || who.block === note.block) return who.block !== null
  return who.node.start < note.node.start && [...ancestors(note.node)].includes(who.block)
}

// `if (session.mfaAt)`, `const { mfaAt } = session` and `session["mfaAt"]`, but no type and nothing that sets it.
function readingOf(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${escapePattern(name)}(?![\\w$])(?!\\??\\s*:|\\s*=(?!=))`)
}

// `req.session.userId = account.id`
function writtenIn(project: Project, path: string): Written[] {
  const module = project.moduleOf(path)
  const written: Written[] = []
  for (const node of module ? descendants(module.program) : []) {
    const isDelete = node.type === "UnaryExpression" && node.operator === "delete"
    const isSet = node.type === "AssignmentExpression" && node.operator === "="
    const name = isSet ? sessionField(node.left) : isDelete ? sessionField(node.argument) : null
    if (!module || name === null) continue
    const isTakenBack = !isSet || /^(?:null|undefined|false|0|void 0)$/.test(module.textOf(node.right))
    const block = node.parent?.type === "ExpressionStatement" ? (node.parent.parent ?? null) : null
    written.push({ name, path, line: module.lineOf(node), node, around: enclosingFunction(node), block, isTakenBack })
  }
  return written
}

/** The name of a field of the session: `req.session.userId`. */
function sessionField(node: Node): string | null {
  const inner = bare(node)
  const holder = inner.type === "MemberExpression" ? bare(inner.object) : null
  const name = holder?.type === "Identifier" ? holder.name : holder?.type === "MemberExpression" ? propertyName(holder) : null
  return name === "session" ? propertyName(inner) : null
}

// `!req.session.userId`, `!req.session?.userId`, `req.session.userId == null`
function missing(test: Node): string | null {
  const inner = bare(test)
  if (inner.type === "UnaryExpression" && inner.operator === "!") return sessionField(inner.argument)
  return inner.type === "BinaryExpression" && /^={2,3}$/.test(inner.operator) && /^(?:Identifier|Literal)$/.test(bare(inner.right).type)
    ? sessionField(inner.left)
    : null
}
