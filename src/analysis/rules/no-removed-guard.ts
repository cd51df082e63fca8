import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import { deletedAt } from "../change/deleted-at.ts"
import { lostOwners } from "../change/lost-owners.ts"
import type { LostOwner } from "../change/lost-owners.ts"
import { lostRefusals } from "../change/lost-refusals.ts"
import type { LostRefusals } from "../change/lost-refusals.ts"
import { lostSchemaChecks } from "../change/lost-schema-checks.ts"
import type { LostSchemaCheck } from "../change/lost-schema-checks.ts"
import { nameForReaders } from "../change/same-function.ts"
import { lostProtections } from "../change/lost-protections.ts"
import type { LostProtection } from "../change/lost-protections.ts"
import { lostValidators } from "../change/lost-validators.ts"
import type { LostValidator } from "../change/lost-validators.ts"
import type { RoleKind } from "../models/model.ts"
import { lostGuards } from "../routes/lost-guards.ts"
import type { LostGuard } from "../routes/lost-guards.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"

type Changed = ReadonlyMap<string, Diff["files"][number]>

const MOST_FUNCTIONS = 2

// A guard that goes is not in the new code: nothing at the head is wrong by itself, and a reader of the diff sees one line less.
// So both sides are compared, and the claim stands where the line was.
export const noRemovedGuard = defineRule({
  kind: "change",
  id: "no-removed-guard",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A check that turned somebody or something away is gone",
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
    const guards = lostGuards(base, head, changed)
    for (const each of guards) yield describe(each, changed)
    const said = new Set(guards.map(({ guard }) => `${guard.kind} ${guard.module.path}`))
    for (const each of lostProtections(base, head, diff))
      if (!said.has(`${each.role} ${each.module.path}`)) yield describeProtection(each, changed)
    yield* describeValidators(lostValidators(base, head, diff))
    for (const all of Map.groupBy(lostSchemaChecks(base, head, diff), ({ file }) => file.path).values()) yield describeSchema(all)
    const handlers = new Set(guards.flatMap(({ routes }) => routes.map(({ handler }) => handler.function)))
    const refusals = lostRefusals(base, head, diff).filter(({ now }) => !handlers.has(now.function))
    for (const all of decisionsAmong(refusals))
      yield* all.length > MOST_FUNCTIONS ? [describeRefusals(all)] : all.map((each) => describeRefusals([each]))
    const owners = new Set(guards.flatMap(({ guard, routes }) => (guard.kind === "identity" ? routes.map(handlerStart) : [])))
    for (const each of lostOwners(base, head, diff)) if (![...owners].some((start) => isInside(each, start))) yield describeOwner(each)
  },
})

/** Taken out of many functions of a file, or out of many files where it asked the same, it is one decision. */
function decisionsAmong(refusals: readonly LostRefusals[]): readonly (readonly LostRefusals[])[] {
  const byFile = [...Map.groupBy(refusals, ({ kind, file }) => `${kind} ${file.path}`).values()]
  const askedIn = (all: readonly LostRefusals[]) => all.flatMap((each) => each.refusals.map(({ asked }) => asked)).sort()
  return [...Map.groupBy(byFile, (all) => [...new Set(askedIn(all))].join("\0")).values()].map((all) => all.flat())
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

function withoutIt(role: RoleKind): string {
  if (role === "csrf-check") return "other sites can send requests with the session of a visitor"
  return role === "rate-limit"
    ? "one client can call as often as it likes"
    : "browsers no longer get the headers that limit framing, sniffing and scripts"
}

// However many classes lose them: that nothing is checked any more is one decision.
function* describeValidators(all: readonly LostValidator[]): Generator<Draft> {
  const [first] = all
  if (first === undefined) return
  const { module, node, className, properties } = first
  const shown = properties.slice(0, 4).map((each) => `\`${each}\``)
  const list = `${shown.join(", ")}${properties.length > shown.length ? ` and ${properties.length - shown.length} more` : ""}`
  const others = all.slice(1).map((each) => `\`${each.className}\``)
  const rest = others.length > 5 ? ` and ${others.length - 5} more` : ""
  const beside = others.length === 0 ? "" : ` The same goes for ${others.slice(0, 5).join(", ")}${rest}.`
  const classes = others.length === 0 ? className : `${className} and ${others.length} more class${others.length === 1 ? "" : "es"}`
  yield {
    path: module.path,
    at: { line: module.lineOf(node) },
    severity: "medium",
    title: `${classes} no longer check${others.length === 0 ? "s" : ""} what clients send`,
    message: `The decorators of class-validator on ${list} of \`${className}\` are gone: what clients send there arrives as it is, or not at all where the pipe is set to \`whitelist\`.${beside}`,
    fix: "Put the decorators back, or say in the pull request what checks these properties instead.",
    key: `validators ${all.map((each) => each.className).join(" ")}`,
  }
}

function describeSchema(all: readonly LostSchemaCheck[]): Draft {
  const [{ module, node, property, lost }] = all as [LostSchemaCheck]
  const name = property.replaceAll("`", "'").slice(0, 60)
  const methods = lost.map((each) => `\`.${each}(…)\``).join(" and ")
  const others = [...new Set(all.slice(1).map((each) => `\`${each.property.replaceAll("`", "'").slice(0, 60)}\``))].slice(0, 5)
  const beside = others.length === 0 ? "" : ` The same goes for ${others.join(", ")}.`
  return {
    path: module.path,
    at: { line: module.lineOf(node) },
    severity: "medium",
    title: `The schema no longer checks the form of \`${name}\``,
    message: `${methods} refused values of another form; after this change \`${name}\` may hold anything of its type, a path, an address or a piece of a command included.${beside}`,
    fix: "Keep the check, or say in the pull request what makes other forms harmless.",
    key: `schema ${all.map((each) => `${each.property} ${each.lost.join(" ")}`).join(" ")}`,
  }
}

function describeRefusals([first, ...more]: readonly LostRefusals[]): Draft {
  const { kind, file, module, refusals, now, symbol } = first as LostRefusals
  const name = nameForReaders(symbol)
  const asked = [...new Set(refusals.map((each) => each.asked.replaceAll("`", "'")))]
  const shown = asked.slice(0, 2).map((each) => `\`${each.length > 80 ? `${each.slice(0, 79)}…` : each}\``)
  const all = `${shown.join(" and ")}${asked.length > shown.length ? ` and ${asked.length - shown.length} more` : ""}`
  const others = [...new Set(more.map((each) => nameForReaders(each.symbol) || each.file.path.replaceAll("`", "'")))].map(
    (each) => `\`${each}\``,
  )
  const rest = others.length > 5 ? ` and ${others.length - 5} more` : ""
  const beside = others.length === 0 ? "" : ` The same goes for ${others.slice(0, 5).join(", ")}${rest}.`
  const subject = name === "" ? "This function" : `\`${name}\``
  const where = `${name === "" ? "" : ` from ${name}`}${more.length > 0 ? ` and ${more.length} more` : ""}`
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf((refusals[0] as LostRefusals["refusals"][number]).node)),
    fix: "Put the check back, or say in the pull request what replaces it.",
    evidence: now.module.textOf(now.function).slice(0, 600),
    ...(kind === "caller"
      ? {
          title: `A check of the caller is gone${where}`,
          message: `${subject} turned callers away on ${all}; after this change it goes on for all of them, and nothing in the change asks the same elsewhere.${beside}`,
          key: `refusal ${symbol} ${asked.join(" ")}`,
        }
      : {
          title: `A check of what is sent is gone${where}`,
          message: `${subject} went no further on ${all}; after this change it takes what was refused, and nothing in the change checks the same elsewhere.${beside}`,
          key: `input refusal ${symbol} ${asked.join(" ")}`,
        }),
  }
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
