import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

// What says in a session that the second factor was given, and not what the factor is or that it is still to come.
const GIVEN =
  /^(?:is|has)?_?(?:second_?factor|two_?factor|mfa|2fa|totp|otp)(?:_?(?:at|done|passed|verified|ok|complete[d]?|confirmed|authenticated|time))?$/i
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
    const factor = unaskedFactor(project)
    if (!factor) return
    for (const node of nodesOf(module.program, "IfStatement")) {
      const who = missing(node.test)
      const around = who !== null && factor.signedInBefore.has(who) ? enclosingFunction(node) : null
      if (!around || !/\bnext\(\)/.test(module.textOf(around).slice(0, MAX_TEXT))) continue
      if (!REFUSES.test(module.textOf(node.consequent).slice(0, 400))) continue
      yield {
        at: node.test,
        trace: [
          { path: factor.path, line: factor.line, what: `\`${factor.name}\` notes that the second factor was given` },
          { path: module.path, line: module.lineOf(node.test), what: `only \`${who}\` is asked for` },
        ],
        message: `Whoever has the password gets in without the second factor: \`session.${who}\` is set before that step, and \`session.${factor.name}\`, which ${factor.path}:${factor.line} sets after it, is read nowhere.`,
        fix: `Refuse here as well when \`session.${factor.name}\` is missing.`,
      }
    }
  },
})

interface Factor {
  readonly name: string
  readonly path: string
  readonly line: number
  /** The fields that say who is signed in and are set without it. */
  readonly signedInBefore: ReadonlySet<string>
}

interface Written {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly around: Node | null
}

/** The field of the session that notes a second factor and is read nowhere, when the step that sets it does not sign in itself. */
function unaskedFactor(project: Project): Factor | null {
  return project.once("unasked second factor", () => {
    const paths = project.sourcePaths.filter((path) => !isTestPath(path))
    if (!paths.some((path) => project.mentions(path, MENTIONS))) return null
    const written = paths.filter((path) => project.mentions(path, /session/)).flatMap((path) => writtenIn(project, path))
    const notes = written.filter((each) => GIVEN.test(each.name))
    const [note] = notes
    if (!note || notes.some((each) => each.name !== note.name)) return null
    // `if (session.mfaAt)`, `const { mfaAt } = session` and `session["mfaAt"]`, but no type and nothing that sets it.
    const read = new RegExp(`(?<![\\w$])${escapePattern(note.name)}(?![\\w$])(?!\\??\\s*:|\\s*=(?!=))`)
    if (paths.some((path) => read.test(project.textOf(path) ?? ""))) return null
    const steps = new Set(notes.map((each) => each.around))
    const signs = written.filter((each) => WHO.test(each.name))
    const inStep = new Set(signs.filter((each) => steps.has(each.around)).map((each) => each.name))
    return { ...note, signedInBefore: new Set(signs.map((each) => each.name).filter((each) => !inStep.has(each))) }
  })
}

// `req.session.userId = account.id`; what takes a note back is none.
function writtenIn(project: Project, path: string): Written[] {
  const module = project.moduleOf(path)
  const written: Written[] = []
  for (const node of module ? descendants(module.program) : []) {
    const name = node.type === "AssignmentExpression" && node.operator === "=" ? sessionField(node.left) : null
    if (!module || name === null || node.type !== "AssignmentExpression") continue
    if (/^(?:null|undefined|false|0|void 0)$/.test(module.textOf(node.right))) continue
    written.push({ name, path, line: module.lineOf(node), around: enclosingFunction(node) })
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
