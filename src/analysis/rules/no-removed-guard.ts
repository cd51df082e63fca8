import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import { deletedAt } from "../change/deleted-at.ts"
import { decisionsAmong, describeRefusals } from "../change/describe-refusals.ts"
import type { RefusalSentences } from "../change/describe-refusals.ts"
import { lostHeaders } from "../change/lost-headers.ts"
import type { LostHeader } from "../change/lost-headers.ts"
import { lostOwners } from "../change/lost-owners.ts"
import type { LostOwner } from "../change/lost-owners.ts"
import { lostRegistrations } from "../change/lost-registrations.ts"
import type { LostRegistration } from "../change/lost-registrations.ts"
import { lostRefusals } from "../change/lost-refusals.ts"
import { lostProtections } from "../change/lost-protections.ts"
import type { LostProtection } from "../change/lost-protections.ts"
import type { RoleKind } from "../models/model.ts"
import { lostGuards } from "../routes/lost-guards.ts"
import type { LostGuard } from "../routes/lost-guards.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { codeOfDiff } from "../change/code-of-diff.ts"

type Changed = ReadonlyMap<string, Diff["files"][number]>

const SURROUNDINGS =
  /\b(?:tenan\w*|user|request|auth|session|current\w*)Context\b(?!\s*=)|\b_?cls\.get\(|asyncLocalStorage|\bals\.getStore\(/i

const WORDS: RefusalSentences = {
  title: (where) => `A check of the caller is gone${where}`,
  message: (subject, asked) =>
    `${subject} turned callers away on ${asked}; after this change it goes on for all of them, and nothing in the change asks the same elsewhere.`,
  key: "refusal",
}

// A guard that goes is not in the new code: nothing at the head is wrong by itself, and a reader of the diff sees one line less.
// So both sides are compared, and the claim stands where the line was.
export const noRemovedGuard = defineRule({
  kind: "change",
  id: "no-removed-guard",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A check of who may is gone",
  why: "Taking a check away breaks no test that sends valid requests, and what is missing is easily overlooked in a diff. What it kept out gets in from the deployment on.",
  fix: "Put the check back, or say in the pull request what replaces it.",
  cwe: ["CWE-862", "CWE-693"],
  *check({ base, head, diff }) {
    const changed: Changed = new Map(
      diff.files.flatMap((file) =>
        file.oldPath === null || file.status === "copied" || isTestPath(file.oldPath) ? [] : [[file.oldPath, file] as const],
      ),
    )
    if (changed.size === 0) return
    const guards = lostGuards(base, head, changed).filter(
      ({ guard }) => guard.kind !== "identity" || !asksItsSurroundings(codeOfDiff(base, head, diff)),
    )
    for (const each of guards) yield describe(each, changed)
    const said = new Set(guards.map(({ guard }) => `${guard.kind} ${guard.module.path}`))
    for (const each of lostProtections(base, head, diff))
      if (!said.has(`${each.role} ${each.module.path}`)) yield describeProtection(each, changed)
    for (const each of lostHeaders(base, head, diff)) yield describeHeader(each)
    const registered = lostRegistrations(base, head, diff).filter(
      ({ module, node }) =>
        !guards.some(({ guard }) => guard.module === module && node.start <= guard.node.start && guard.node.end <= node.end),
    )
    for (const all of Map.groupBy(registered, ({ file, guard }) => `${file.path} ${guard}`).values()) yield describeRegistrations(all)
    const handlers = new Set(guards.flatMap(({ routes }) => routes.map(({ handler }) => handler.function)))
    const refusals = lostRefusals(base, head, diff).filter(({ kind, now }) => kind === "caller" && !handlers.has(now.function))
    for (const all of decisionsAmong(refusals)) yield describeRefusals(all, WORDS)
    const owners = new Set(guards.flatMap(({ guard, routes }) => (guard.kind === "identity" ? routes.map(handlerStart) : [])))
    for (const each of lostOwners(base, head, diff)) if (![...owners].some((start) => isInside(each, start))) yield describeOwner(each)
  },
})

// `this.tenancyContext.getTenant()` in a service: who is calling need not be handed to it any more.
function asksItsSurroundings(diff: Diff): boolean {
  return diff.files.some(
    ({ path, hunks }) =>
      !isTestPath(path) &&
      hunks.some(({ lines }) => lines.some(({ kind, text }) => kind === "added" && SURROUNDINGS.test(text.slice(0, 500)))),
  )
}

function handlerStart({ handler }: LostGuard["routes"][number]) {
  return { path: handler.functionModule.path, start: handler.function?.start ?? 0, end: handler.function?.end ?? 0 }
}

function isInside({ module, call }: LostOwner, { path, start, end }: ReturnType<typeof handlerStart>): boolean {
  return module.path === path && start <= call.node.start && call.node.end <= end
}

function describe({ guard, routes }: LostGuard, changed: Changed): Draft {
  const file = changed.get(guard.module.path) as Diff["files"][number]
  const labels = [...new Set(routes.map(labelOf))].sort()
  const list = labels.slice(0, 3).map((each) => `\`${each}\``)
  const more = labels.length - list.length
  const all = `${list.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
  const first = `${labels[0]}${labels.length > 1 ? ` and ${labels.length - 1} more` : ""}`
  const name = guard.name.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  const place = { path: file.path, key: `${guard.kind} ${labels.join(" ")}` }
  const back = `Put \`${name}\` back before ${labels.length > 1 ? "these routes" : "this route"}, or say in the pull request what replaces it.`
  const only = routes[0] as LostGuard["routes"][number]
  if (guard.kind === "identity") {
    const { function: handler, functionModule } = only.handler
    return {
      ...place,
      path: functionModule.path,
      at: { line: functionModule.lineOf(handler ?? only.node) },
      title: `${first} no longer looks at who is calling`,
      message: `Before this change ${all} worked on what belongs to the caller; now nothing in it asks who that is, so everybody who may call it reaches the records of everybody else.`,
      fix: "Keep the caller in the condition (`… AND owner = $2`), or say in the pull request why every caller may do this.",
    }
  }
  const at = deletedAt(file, guard.module.lineOf(guard.node))
  switch (guard.kind) {
    case "caller":
      return {
        ...place,
        at,
        title: `${name} no longer runs before ${first}`,
        message: `Until now \`${name}\` asked who is calling ${all}; after this change nothing turns a stranger away, neither before the handler nor in it.`,
        fix: back,
      }
    case "right":
      return {
        ...place,
        at,
        title: `${name} no longer runs before ${first}`,
        message: `Until now \`${name}\` asked whether the caller may use ${all}; after this change everybody who is logged in may.`,
        fix: back,
      }
    case "input":
      return {
        ...place,
        at,
        severity: "medium",
        title: `${first} no longer validates what clients send`,
        message: `\`${name}\` looked at the request before ${all}; after this change the handler gets whatever is sent.`,
        fix: "Put the validation back, or validate in the handler.",
      }
    default:
      return {
        ...place,
        at,
        severity: guard.kind === "security-headers" ? "low" : "medium",
        title: `${name} no longer runs before ${first}`,
        message: `Without it ${withoutIt(guard.kind)}: ${all}.`,
      }
  }
}

// `GET /orders` is how people write a route; nobody shouts the field of a resolver.
function labelOf(route: LostGuard["routes"][number]): string {
  const label = routeLabel(route)
  return route.framework === "GraphQL" ? label.replace(/^[A-Z]+/, (kind) => kind.toLowerCase()) : label
}

function describeProtection({ role, module, node, name }: LostProtection, changed: Changed): Draft {
  const file = changed.get(module.path) as Diff["files"][number]
  const code = name.replaceAll("`", "'")
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf(node)),
    severity: role === "security-headers" ? "low" : "medium",
    title: `${code} is no longer used`,
    message: `Without it ${withoutIt(role)}: \`${code}\` goes with this change, and nothing else in this package does the same.`,
    key: `protection ${role}`,
  }
}

function describeHeader({ file, module, node, header }: LostHeader): Draft {
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf(node)),
    severity: /^(?:content-security|x-frame)/i.test(header) ? "medium" : "low",
    title: `${header} is no longer set`,
    message: `Nothing in the repository sets \`${header}\` after this change: browsers go back to what they allow every page.`,
    fix: "Keep the header, or say in the pull request what sets it now.",
    key: `header ${header}`,
  }
}

function describeRegistrations(all: readonly LostRegistration[]): Draft {
  const [{ file, module, node, guard }] = all as [LostRegistration]
  const paths = [...new Set(all.map(({ before }) => `\`${before.replaceAll("`", "'").slice(0, 80)}\``))]
  const list = `${paths.slice(0, 3).join(", ")}${paths.length > 3 ? ` and ${paths.length - 3} more` : ""}`
  const name = guard.replaceAll("`", "'").slice(0, 60)
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf(node)),
    title: `\`${name}\` no longer stands before ${paths[0]}${paths.length > 1 ? ` and ${paths.length - 1} more` : ""}`,
    message: `Until now \`${name}\` looked at every request to ${list}; after this change they reach what is behind it without being asked.`,
    fix: `Put \`${name}\` back, or say in the pull request what stands there instead.`,
    key: `registration ${guard} ${paths.join(" ")}`,
  }
}

function withoutIt(role: RoleKind): string {
  if (role === "csrf-check") return "other sites can send requests with the session of a visitor"
  return role === "rate-limit"
    ? "one client can call as often as it likes"
    : "browsers no longer get the headers that limit framing, sniffing and scripts"
}

function describeOwner({ module, call, lost, isParent }: LostOwner): Draft {
  const names = lost.map((each) => `\`${each}\``).join(" and ")
  if (isParent)
    return {
      path: module.path,
      at: { line: module.lineOf(call.node) },
      title: `${call.callee} no longer asks for ${names}`,
      message: `Until now \`${call.callee}\` found a record only with the right ${names}; after this change its own id is enough, so whoever may use one ${lost[0]?.replace(/_?(?:id|uuid)$/i, "")} reaches the records of another.`,
      fix: `Keep ${names} in the condition, or say in the pull request what makes sure that the record belongs there.`,
      key: `parent ${call.callee} ${lost.join(" ")}`,
    }
  return {
    path: module.path,
    at: { line: module.lineOf(call.node) },
    title: `${call.callee} is no longer limited to one owner`,
    message: `Until now \`${call.callee}\` was asked only for records with the right ${names}; after this change it finds those of everybody, and an id from somebody else is enough to reach them.`,
    fix: `Keep ${names} in the condition, or say in the pull request what checks the owner instead.`,
    key: `owner ${call.callee}`,
  }
}
