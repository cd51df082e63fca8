import { expect, test } from "vitest"
import { lostRefusals } from "../../src/analysis/change/lost-refusals.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

function lost(before: Files, after: Files): string[] {
  const base = aTree(before)
  const head = aTree(after)
  const all = lostRefusals(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map(({ symbol, refusals }) => `${symbol}: ${refusals.map(({ asked }) => asked).join(", ")}`)
}

const work = ["  const order = await orders.load(id)", "  await refunds.create(order)", "  return order.total"]
const refund = (...lines: readonly string[]): string =>
  `export async function refund(caller, id) {\n${[...lines, ...work].join("\n")}\n}\n\nexport function total(lines) {\n  return lines.length\n}\n`
const file = (...lines: readonly string[]): Files => ({ "src/refunds.js": refund(...lines) })

test.each([
  { name: "a thrown refusal", lines: ["  if (!caller.isManager) throw new ForbiddenError()"], asked: "!caller.isManager" },
  { name: "an answer of 403", lines: ["  if (caller.id !== id) {", "    return res.status(403).end()", "  }"], asked: "caller.id !== id" },
  { name: "a refusal in words", lines: ['  if (!caller) throw new Error("You are not allowed to do this")'], asked: "!caller" },
  {
    name: "a question for a right",
    lines: ['  if (!(await mayRefund.isAllowed(caller))) throw new Error("no")'],
    asked: "!(await mayRefund.isAllowed(caller))",
  },
  {
    name: "a right to settings",
    lines: ["  if (ability.cannot(Manage, Subject.Settings)) throw new ForbiddenError()"],
    asked: "ability.cannot(Manage, Subject.Settings)",
  },
  { name: "a call that throws", lines: ["  await rights.assertCanRefund(caller)"], asked: "rights.assertCanRefund(caller)" },
  {
    name: "a call that throws for what belongs elsewhere",
    lines: ["  await this.validateOrderBelongsToShop(id, caller.shop)"],
    asked: "this.validateOrderBelongsToShop(id, caller.shop)",
  },
  {
    name: "a token that is verified",
    lines: ["  jwt.verify(caller.token, key, options)"],
    asked: "jwt.verify(caller.token, key, options)",
  },
  {
    name: "a refusal that is sent and goes no further",
    lines: ["  if (!caller.isDummy() && !caller.hasAdminAccess()) {", "    socket.send({ error: 'admins only' })", "    return", "  }"],
    asked: "!caller.isDummy() && !caller.hasAdminAccess()",
  },
  {
    name: "a call that says what it throws for",
    lines: ["  throwIfNoProjectAccess(caller, id)"],
    asked: "throwIfNoProjectAccess(caller, id)",
  },
  { name: "a right that is taken away", lines: ['  cannot("refund", "Order", { id })'], asked: 'cannot("refund", "Order", { id })' },
  {
    name: "a right without which nothing comes",
    lines: ["  if (!caller.shop.isOpen() && !caller.hasAdminAccess?.(id)) {", "    return", "  }"],
    asked: "!caller.shop.isOpen() && !caller.hasAdminAccess?.(id)",
  },
  {
    name: "an address that was looked at before",
    lines: [
      "  const checked = await validateWebhookUrl(caller.url)",
      "  if (!checked.ok) {",
      '    sendResult(res, { code: 400, reason: "address" })',
      "    return",
      "  }",
    ],
    asked: "!checked.ok",
  },
  {
    name: "a refusal where the settings say who there is",
    lines: ["  if (usersOf(getSecurityConfig(app)).length > 0) return res.status(403).end()"],
    asked: "usersOf(getSecurityConfig(app)).length > 0",
  },
  {
    name: "a call that throws for who is in none",
    lines: ["  await ensureUserIsInOrganization({ caller, id })"],
    asked: "ensureUserIsInOrganization({ caller, id })",
  },
  {
    name: "the password that is asked for once more",
    lines: ["  await this.validatePassword(caller.password, id)"],
    asked: "this.validatePassword(caller.password, id)",
  },
  {
    name: "a value of a list that is handed to a callback",
    lines: ["  if (!VALID_KINDS.has(id)) {", '    done(new Error("unknown kind"))', "    return", "  }"],
    asked: "!VALID_KINDS.has(id)",
  },
  {
    name: "a lookup of what belongs to the caller",
    lines: [
      "  const page = await pages.findFirst({ where: { id, workspaceId: caller.workspaceId, userId: user.id } })",
      '  if (!page) throw new Error("unknown page")',
    ],
    asked: "!page",
  },
  {
    name: "such a lookup of Drizzle",
    lines: [
      "  const found = await db.select().from(page).where(and(eq(page.id, id), eq(page.workspaceId, workspaceId))).all()",
      '  if (found.length !== ids.length) throw new ApiError({ code: "BAD_REQUEST" })',
    ],
    asked: "found.length !== ids.length",
  },
])("$name that goes is lost", ({ lines, asked }) => {
  expect(lost(file(...lines), file())).toEqual([`refund: ${asked}`])
})

const refusal = "  if (!caller.isManager) throw new ForbiddenError()"

test.each([
  { name: "stays", before: file(refusal), after: file(refusal, "  log(id)") },
  { name: "is written another way", before: file(refusal), after: file("  if (caller.role !== 1) throw new ForbiddenError()") },
  {
    name: "was a lookup of anybody's",
    before: file("  const page = await pages.findFirst({ where: { id } })", '  if (!page) throw new Error("unknown page")'),
    after: file(),
  },
  {
    name: "asks the same value for something else",
    before: file('  if (caller.address.includes("..")) throw new Error("bad address")'),
    after: file('  if (caller.address.endsWith("/")) throw new Error("bad address")'),
  },
  {
    name: "is left to a library",
    before: file("  if (!/^[A-Z]{2}\\d{2}\\w{11,30}$/.test(id)) throw new InvalidError('no account')"),
    after: file("  if (!accounts.isValid(id)) throw new InvalidError('no account')"),
  },
  {
    name: "was said of a setting",
    before: file("  if (!config.refunds) return res.status(403).end()"),
    after: file(),
  },
  { name: "is asked a second time", before: file(refusal, "  log(id)", refusal), after: file("  log(id)", refusal) },
  {
    name: "went to another function of the file",
    before: file(refusal),
    after: { "src/refunds.js": `${refund()}export function mayRefund(caller) {\n${refusal}\n}\n` },
  },
  {
    name: "went to a file of guards",
    before: file(refusal),
    after: { ...file(), "src/middleware/managers.js": 'export const managers = check("managers").isAuthorized()\n' },
  },
  {
    name: "went to the caller of the function",
    before: { ...file(refusal), "src/api.js": "export const api = 1\n" },
    after: { ...file(), "src/api.js": "if (!caller.isManager) throw new ForbiddenError()\nexport const api = 1\n" },
  },
  {
    name: "went with what it guarded",
    before: file(refusal),
    after: {
      "src/refunds.js": "export async function refund() {\n  return null\n}\n\nexport function total(lines) {\n  return lines.length\n}\n",
    },
  },
  {
    name: "went with its function",
    before: file(refusal),
    after: { "src/refunds.js": "export function total(lines) {\n  return lines.length\n}\n" },
  },
  { name: "asked for a setting", before: file("  if (!config.refunds) throw new ForbiddenError()"), after: file() },
  { name: "turned nobody away", before: file("  if (!caller.isManager) log(caller)"), after: file() },
  { name: "said no more than that something is missing", before: file('  if (!id) throw new Error("id is missing")'), after: file() },
  {
    name: "was of a test",
    before: { "test/refunds.test.js": refund(refusal) },
    after: { "test/refunds.test.js": refund() },
  },
])("nothing is lost when it $name", ({ before, after }) => {
  expect(lost(before, after)).toEqual([])
})

test("nothing is lost behind a guard of the route", () => {
  const app = (guard: string, check: string): Files => ({
    "package.json": '{ "dependencies": { "express": "^5.0.0" } }',
    "src/app.js": `import express from "express"\nconst app = express()\n${guard}app.post("/refunds", async function refund(req, res) {\n${check}  const order = await orders.load(req.body.id)\n  await refunds.create(order)\n  res.json(order.total)\n})\n`,
  })
  const check = "  if (!req.user) return res.sendStatus(401)\n"
  expect(lost(app("", check), app("", ""))).toEqual(["refund: !req.user"])
  expect(lost(app("app.use(authenticate)\n", check), app("app.use(authenticate)\n", ""))).toEqual([])
})

test("a function that does nothing but let people in is asked for what it asked, even when nothing of it is left", () => {
  const before = {
    "src/socket.js": 'export const hooks = {\n  onConnect(ticket) {\n    if (!ticket) throw new Error("Unauthorized")\n  },\n}\n',
  }
  const after = { "src/socket.js": "export const hooks = {\n  onConnect() {},\n}\n" }
  expect(lost(before, after)).toEqual(["onConnect: !ticket"])
})

test("functions with the same name are told apart by their order, and not at all when one of them goes", () => {
  const both = (first: string, second: string): Files => ({
    "src/a.js": `export const one = { run(caller) {\n${first}  return first.start(caller)\n} }\nexport const two = { run(caller) {\n${second}  return second.start(caller)\n} }\n`,
  })
  const check = '  if (!caller) throw new Error("Forbidden")\n'
  expect(lost(both(check, check), both(check, ""))).toEqual(["run: !caller"])
  expect(lost(both(check, check), { "src/a.js": "export const one = { run(caller) {\n  return first.start(caller)\n} }\n" })).toEqual([])
})

test("a refusal that was the last thing in a function is told by what stood before it", () => {
  const check = (...lines: readonly string[]): Files => ({
    "src/rights.js": `export async function mayComment(page, user) {\n  const space = await spaces.find(page.spaceId)\n${lines.join("\n")}\n}\n`,
  })
  const last = "  if (!space.members.includes(user.id)) throw new ForbiddenError()"
  expect(lost(check(last), check())).toEqual(["mayComment: !space.members.includes(user.id)"])
  expect(lost(check(last), { "src/rights.js": "export async function mayComment() {}\n" })).toEqual([])
})

test.each(["  // access is checked elsewhere, so this is not forbidden", "  const total = 1 // authorize(caller)"])(
  "a comment asks nobody: %s",
  (line) => {
    expect(lost(file(refusal), file(line))).toEqual(["refund: !caller.isManager"])
  },
)

test("a login before a handler does not ask for a right", () => {
  const app = (check: string): Files => ({
    "package.json": '{ "dependencies": { "express": "^5.0.0" } }',
    "src/app.js": `import express from "express"\nconst app = express()\napp.use(authenticate)\napp.delete("/spaces/:id", async function close(req, res) {\n${check}  await spaces.close(req.params.id)\n  res.sendStatus(204)\n})\n`,
  })
  expect(lost(app("  if (ability.cannot(manage, req.params.id)) return res.sendStatus(403)\n"), app(""))).toEqual([
    "close: ability.cannot(manage, req.params.id)",
  ])
})

test("a refusal whose condition begins like another one is another one", () => {
  const checks = (...names: readonly string[]) => names.map((name) => `  if (!${name}) throw new ForbiddenError()`)
  expect(lost(file(...checks("user", "userRole")), file(...checks("userRole")))).toEqual(["refund: !user"])
})

test("a function of nothing but refusals is gone through once", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `  if (!caller.isAdmin${index}) throw new ForbiddenError()`)
  expect(lost(file(...many), file())[0]?.split(", ")).toHaveLength(50)
})

test.each([
  {
    name: "a path that leaves its folder",
    lines: ["  if (!isInside(root, id)) throw new Error(`cannot read ${id}`)"],
    asked: "!isInside(root, id)",
  },
  {
    name: "a path, answered to a promise",
    lines: ['  if (!target.startsWith(root)) return reject("invalid location")'],
    asked: "!target.startsWith(root)",
  },
  {
    name: "an option in the place of a name",
    lines: ['  if (id.startsWith("-")) throw new Error("no option")'],
    asked: 'id.startsWith("-")',
  },
  {
    name: "what is not on a list, answered with 400",
    lines: ["  if (!ALLOWED_TYPES.has(id.type)) {", '    return res.status(400).json({ error: "type" })', "  }"],
    asked: "!ALLOWED_TYPES.has(id.type)",
  },
  { name: "an address, by a call that throws", lines: ["  assertPublicUrl(id)"], asked: "assertPublicUrl(id)" },
])("a check of what is sent that goes is lost: $name", ({ lines, asked }) => {
  expect(lost(file(...lines), file())).toEqual([`refund: ${asked}`])
})

test.each([
  { name: "a name that is missing", lines: ['  if (!id) throw new Error("id is missing")'] },
  { name: "a state of the record", lines: ['  if (order.isPaid) throw new Error("paid already")'] },
  { name: "what somebody has paid for", lines: ['  if (!isValidLicense(order.key)) throw new Error("licence needed")'] },
  { name: "what only ends the function", lines: ["  if (id.startsWith(root)) return"] },
])("a check of what is sent is not: $name", ({ lines }) => {
  expect(lost(file(...lines), file())).toEqual([])
})

test("a call that throws is not lost when one about the same throws and gives what it found", () => {
  const before = file("  await assertPublicHost(id)")
  expect(lost(before, file("  const address = await resolvePublicHost(id)"))).toEqual([])
  expect(lost(before, file("  const address = await resolveName(id)"))).toEqual(["refund: assertPublicHost(id)"])
  expect(lost(before, file("  const address = await resolvePublicHost(caller)"))).toEqual(["refund: assertPublicHost(id)"])
})

test("what was on a list and is now looked up in an object is still checked", () => {
  const scheme = (...lines: readonly string[]) =>
    file("  const { protocol } = new URL(id)", ...lines, "    throw new InvalidUrlError(400, `no ${protocol}`)", "  }")
  const before = scheme("  if (!allowedProtocols.has(protocol)) {")
  expect(lost(before, scheme("  const config = protocols[protocol]", "  if (!config) {"))).toEqual([])
  expect(lost(before, scheme("  const known = await orders.of(id)", "  if (!known) {"))).toEqual([
    "refund: !allowedProtocols.has(protocol)",
  ])
})

const traversal = '  if (isPathTraversal(from) || isPathTraversal(into)) throw new Error("from and into must stay inside")'

test("an alternative that a refusal does not ask for any more is lost, whatever the refusal says now", () => {
  const rest = '  if (isPathTraversal(from)) throw new Error("from must stay inside")'
  expect(lost(file(traversal), file(rest))).toEqual(["refund: isPathTraversal(into)"])
  expect(lost(file(rest), file(traversal))).toEqual([])
})

test("nothing is lost of a refusal whose alternatives are asked one by one, or in another order", () => {
  const apart = ["from", "into"].map((name) => `  if (isPathTraversal(${name})) throw new Error("${name} must stay inside")`)
  expect(lost(file(traversal), file(...apart))).toEqual([])
  const turned = '  if (isPathTraversal(into) || isPathTraversal(from)) throw new Error("from and into must stay inside")'
  expect(lost(file(traversal), file(turned))).toEqual([])
})

test("a check of what is sent is not lost when a schema comes with the change", () => {
  const check = "  if (!isValidUuid(id)) throw new Error(id)"
  expect(lost(file(check), file())).toEqual(["refund: !isValidUuid(id)"])
  const schema = { "src/refund.schema.js": "export const refund = z.object({ id: z.string().uuid() })\n" }
  expect(lost({ ...file(check), "src/refund.schema.js": "export const refund = 1\n" }, { ...file(), ...schema })).toEqual([])
})

test("middleware that lets pass whom it turned away is told by what it is, even when its other lines changed", () => {
  const before =
    'export async function withKey(req, res, next) {\n  const user = await users.byKey(req.get("key"))\n  if (user.suspended) {\n    res.status(401).json({ error: "suspended" })\n    return\n  }\n  req.user = user\n  next()\n}\n'
  const after = 'export async function withKey(req, res, next) {\n  req.user = await users.byKey(req.get("key"))\n  next()\n}\n'
  expect(lost({ "src/keys.js": before }, { "src/keys.js": after })).toEqual(["withKey: user.suspended"])
})

test("a refusal that moved into a callback is still asked, however its lines are broken", () => {
  const limit = (indent: string) =>
    [`if (`, `  !user.canInvite &&`, `  seats.permissions.limit <= members`, `)`, `  throw new ForbiddenError("not allowed to invite")`]
      .map((line) => indent + line)
      .join("\n")
  const before = file(limit("  "))
  const after = file("  await database.transaction(async () => {", limit("    "), "  })")
  expect(lost(before, after)).toEqual([])
  expect(lost(before, file())).toHaveLength(1)
})

test("a check that was given to a function that asserts is asked there", () => {
  const before = file('  if (id !== caller.id && !mayManageUsers(caller)) throw new Error("Forbidden")')
  expect(lost(before, file("  await assertMayReadTargetUser(caller, id)"))).toEqual([])
})

test("whose a record is may be asked where it is looked up", () => {
  const before = {
    "src/notes.js":
      "export async function remove(id, userId) {\n  const note = await notes.find(id)\n  if (note.userId !== userId) throw new ForbiddenError()\n  await notes.removeById(note.id)\n}\n",
  }
  const after = (line: string) => ({
    "src/notes.js": `export async function remove(id, userId) {\n  const note = await notes.find(${line})\n  await notes.removeById(note.id)\n}\n`,
  })
  expect(lost(before, after("id, userId"))).toEqual([])
  expect(lost(before, after("id"))).toEqual(["remove: note.userId !== userId"])
})

const answer = (...conditions: readonly string[]): Files => ({
  "src/notes.js": `export function canEditNote(user, note) {\n  const inSpace = note.space === user.space\n  return inSpace && ${conditions.join(" && ")}\n}\n`,
})

test("a condition that an answer does not ask for any more is lost", () => {
  expect(lost(answer("user.isMember", "!note.locked && user.canEdit(note)"), answer("user.isMember"))).toEqual([
    "canEditNote: !user.canEdit(note)",
  ])
  const kept = (condition: string): Files => ({
    "src/diffs.js": `export async function check(rights, post) {\n  const allowed = rights.history${condition}\n  if (!allowed) throw new Error("no")\n  return post.diffs\n}\n`,
  })
  expect(lost(kept(" && rights.canRead(post)"), kept(""))).toEqual(["check: !rights.canRead(post)"])
})

test.each([
  {
    name: "it is asked in other words",
    before: answer("user.isMember", "user.canEdit(note)"),
    after: answer("user.isMember", "note.editors.has(user.id)"),
  },
  {
    name: "the rest is asked in another order",
    before: answer("user.isMember", "user.isOwner"),
    after: answer("user.isOwner", "user.isMember"),
  },
  { name: "it asks nobody", before: answer("user.isMember", "note.text !== ''"), after: answer("user.isMember") },
  {
    name: "the function answers something else",
    before: { "src/a.js": "export function total(user) {\n  return user.isAdmin && user.canEdit()\n}\n" },
    after: { "src/a.js": "export function total(user) {\n  return user.isAdmin\n}\n" },
  },
])("no condition of an answer is lost when $name", ({ before, after }) => {
  expect(lost(before, after)).toEqual([])
})
