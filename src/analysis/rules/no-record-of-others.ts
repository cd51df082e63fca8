import { handlerRecordsIn } from "../calls/record-access.ts"
import type { HandlerRecords, RecordCall } from "../calls/record-access.ts"
import { tenantRecords } from "../calls/tenant-records.ts"
import type { TenantRecord } from "../calls/tenant-records.ts"
import { unownedRecords } from "../calls/owned-records.ts"
import type { UnownedRecord } from "../calls/owned-records.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { folderOf } from "../source/resolve-import.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const OWNER = /^(?:user|owner|account|customer|member|author)_?(?:id)$/i
const MAX_NEIGHBOURS = 60

export const noRecordOfOthers = defineRule({
  kind: "source",
  id: "no-record-of-others",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "low",
  title: "Records are picked by an id of the client without asking whose they are",
  why: "Whoever changes the id in the address reads or changes what belongs to somebody else; being signed in is not the same as being the owner. It shows where neighbouring handlers take the owner from the session.",
  fix: "Take the owner from the session, or add it to the filter.",
  cwe: ["CWE-639"],
  needs: {
    path: "no test",
    text: [/\b(?:find|get|fetch|load|read|update|save|delete|remove|destroy|cancel|patch|upsert|where|query|execute)/i],
  },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    const said = new Set<number>()
    for (const record of unownedRecords(project, module)) {
      said.add(module.lineOf(record.node))
      yield ofAnybody(module, record)
    }
    for (const handler of handlerRecordsIn(project, module.path)) {
      if (handler.usesCaller || handler.checksRights) continue
      const found = ownerFromClient(project, handler) ?? unownedRecord(project, handler) ?? foreignAccount(project, handler)
      if (found && !said.has(module.lineOf(found.at))) yield found
    }
    for (const record of tenantRecords(project, module)) if (!said.has(module.lineOf(record.node))) yield ofOtherTenant(record)
  },
})

// The same records are kept to the caller elsewhere.
function ofAnybody(module: SourceModule, { node, callee, code, owner, witness, isAlike }: UnownedRecord) {
  const at = `${witness.module === module ? "line " : `${witness.module.path}:`}${witness.module.lineOf(witness.node)}`
  return {
    at: node,
    confidence: "medium" as const,
    title: `\`${callee}\` takes a record of anybody`,
    message: `Whoever is signed in reaches what belongs to others by sending another \`${code.replaceAll("`", "'").slice(0, 40)}\`: nothing here asks whose the record is, while ${at} keeps ${isAlike ? "the same record" : "these records"} to the caller's \`${owner}\`.`,
    fix: `Add the caller's \`${owner}\` to the filter, and treat no match as not found.`,
  }
}

// A neighbour keeps to the tenant of whoever calls; this one takes any record whose id is sent.
function ofOtherTenant({ node, callee, code, scope, line }: TenantRecord) {
  return {
    at: node,
    confidence: "medium" as const,
    title: `\`${callee}\` takes records of every \`${scope}\``,
    message: `Whoever is signed in reaches what belongs to others by sending another id: \`${callee}\` goes by \`${code.replaceAll("`", "'").slice(0, 40)}\` alone, while line ${line} keeps the same records to the caller's \`${scope}\`.`,
    fix: `Add the caller's \`${scope}\` to the filter.`,
  }
}

// The client names the owner itself, where neighbours take the same field from the session.
function ownerFromClient(project: Project, handler: HandlerRecords) {
  for (const call of handler.calls) {
    const owner = call.sent.find((each) => OWNER.test(each.field))
    if (!owner) continue
    const witnesses = neighbours(project, handler).filter((each) => each.calls.some((other) => other.caller.includes(owner.field)))
    if (witnesses.length < 2) continue
    return {
      at: call.node,
      confidence: "medium" as const,
      title: `\`${owner.code}\` decides whose records this handler uses`,
      message: `Whoever is signed in reads or changes the records of anybody by sending another \`${owner.field}\`: this handler takes it from \`${owner.code}\`, while ${witnessText(witnesses)} take \`${owner.field}\` from the session.`,
      fix: `Take \`${owner.field}\` from the session here too, or compare it with the caller's before going on.`,
    }
  }
  return null
}

// Neighbours hand the caller to the same store; this one only the id.
function unownedRecord(project: Project, handler: HandlerRecords) {
  for (const call of handler.calls) {
    const id = call.sent.find((each) => /^(?:_?id|\w+_?[iI]d)$/.test(each.field))
    if (!id || OWNER.test(id.field)) continue
    const others = neighbours(project, handler).filter((each) => each.module === handler.module && !each.checksRights)
    const owned = others.filter((each) =>
      each.calls.some((other) => isSameStore(other, call) && other.caller.length > 0 && other.sent.length > 0),
    )
    const unowned = others.filter((each) =>
      each.calls.some((other) => isSameStore(other, call) && other.caller.length === 0 && other.sent.length > 0),
    )
    if (owned.length < 2 || unowned.length > 0) continue
    return {
      at: call.node,
      title: `\`${call.receiver}\` is asked for \`${id.code}\` without its owner`,
      message: `Whoever is signed in may reach the record of somebody else by sending another \`${id.field}\`: ${witnessText(owned)} hand the caller to \`${call.receiver}\` as well, this handler only \`${id.code}\`.`,
      fix: "Add the caller to the filter as the neighbours do, or compare the owner of the record with the caller before using it.",
    }
  }
  return null
}

// An account picked by the id in the body and then changed, beside handlers that know their caller.
function foreignAccount(project: Project, handler: HandlerRecords) {
  if (!/\.(?:password|email|passwordHash)\s*=[^=]/.test(handler.module.textOf(handler.node).slice(0, 20_000))) return null
  for (const call of handler.calls) {
    const id = call.sent.find((each) => /^_?id$/.test(each.field) && /\bbody\b/.test(each.code))
    if (!id || !/(?:^|\.)(?:Users?|Accounts?|Profiles?|Members?)$/.test(call.receiver)) continue
    const witnesses = neighbours(project, handler).filter((each) => each.module === handler.module && (each.usesCaller || each.showsCaller))
    if (witnesses.length === 0 && !handler.showsCaller) continue
    return {
      at: call.node,
      confidence: "medium" as const,
      title: `\`${id.code}\` decides whose account this handler changes`,
      message: `Whoever is signed in changes the password or address of anybody by sending another \`id\`: \`${call.receiver}\` is asked for \`${id.code}\` and the answer is changed, without a look at who is calling.`,
      fix: "Take the id from the session, or compare it with the caller's before changing anything.",
    }
  }
  return null
}

function isSameStore(one: RecordCall, other: RecordCall): boolean {
  return one.receiver === other.receiver
}

function neighbours(project: Project, handler: HandlerRecords): HandlerRecords[] {
  const folder = folderOf(handler.module.path)
  const paths = project.sourcePaths.filter((path) => folderOf(path) === folder && !isTestPath(path)).slice(0, MAX_NEIGHBOURS)
  return paths.flatMap((path) => handlerRecordsIn(project, path)).filter((each) => each.node !== handler.node)
}

function witnessText(witnesses: readonly HandlerRecords[]): string {
  const named = witnesses
    .slice(0, 2)
    .map((each) => (each.label === null ? `\`${each.module.path}:${each.module.lineOf(each.node)}\`` : `\`${each.label}\``))
  return named.join(" and ")
}
