import { expect, test } from "vitest"
import { lostOwners } from "../../src/analysis/change/lost-owners.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

function lost(before: string, after: string): string[] {
  const source = (call: string) => `export async function read(user, workspace, id) {\n  ${call}\n}\n`
  const base = aTree({ "src/notes.js": source(before) })
  const head = aTree({ "src/notes.js": source(after) })
  const all = lostOwners(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map(({ call, lost: names, isParent }) => `${call.callee}: ${names.join(", ")}${isParent ? " of the parent" : ""}`)
}

test.each([
  {
    name: "the only owner",
    before: "return notes.findOne({ id, userId: user.id })",
    after: "return notes.findOne({ id })",
    gone: "notes.findOne: userId",
  },
  {
    name: "the user, while the workspace remains",
    before: "return notes.get({ id, workspaceId: workspace.id, user_id: user?.id })",
    after: "return notes.get({ id, workspaceId: workspace.id })",
    gone: "notes.get: user_id",
  },
  {
    name: "the parent, by another way to find one",
    before: "return prisma.note.findFirst({ where: { id, notebookId } })",
    after: "return prisma.note.findUnique({ where: { id } })",
    gone: "prisma.note.findUnique: notebookId of the parent",
  },
  {
    name: "an owner that is only asked for being there",
    before: "if (user.userId !== undefined) await notes.remove({ userId: user.id })",
    after: "if (user.userId !== undefined) await notes.remove({})",
    gone: "notes.remove: userId",
  },
  {
    name: "one that Drizzle compares",
    before: "return db.select().from(note).where(and(eq(note.id, id), eq(note.userId, user.id)))",
    after: "return db.select().from(note).where(eq(note.id, id))",
    gone: "db.select().from(note).where: userId",
  },
])("a condition that goes is lost: $name", ({ before, after, gone }) => {
  expect(lost(before, after)).toEqual([gone])
})

test.each([
  {
    name: "membership is looked up first",
    before: "return notes.findOne({ id, userId: user.id })",
    after: "const member = await members.findUnique({ userId: user.id })\n  if (!member) throw new Error()\n  return notes.findOne({ id })",
  },
  {
    name: "Drizzle compares it",
    before: "return db.select().from(note).where(and(eq(note.id, id), eq(note.userId, user.id)))",
    after: "return db.select().from(note).where(and(eq(note.userId, user.id), eq(note.id, id)))",
  },
  {
    name: "it is compared afterwards",
    before: "return notes.findOne({ id, ownerId: user.id })",
    after: "const note = await notes.findOne({ id })\n  if (note.ownerId !== user.id) return null\n  return note",
  },
  {
    name: "the parent is compared afterwards",
    before: "return notes.findOne({ where: { id, notebookId } })",
    after: "const note = await notes.findOne({ where: { id } })\n  return note?.notebookId === notebookId ? note : null",
  },
  {
    name: "it is written another way",
    before: "return notes.findOne({ id, userId: user.id })",
    after: "return notes.findOne({ id, notebook: { userId: user.id } })",
  },
  {
    name: "the caller is still in it",
    before: "return notes.findOne({ id, userId: user.id })",
    after: "return notes.findOne({ id, members: { has: user.id } })",
  },
  {
    name: "the record is asked for by something else",
    before: "return notes.findMany({ where: { notebookId } })",
    after: "return notes.findMany({ where: { tag: id } })",
  },
  {
    name: "it is a value to write",
    before: "return notes.update(id, { data: { notebookId } })",
    after: "return notes.update(id, { data: {} })",
  },
])("nothing is lost when $name", ({ before, after }) => {
  expect(lost(before, after)).toEqual([])
})
