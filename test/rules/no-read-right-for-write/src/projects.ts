// @ts-nocheck fixture
import { initTRPC } from "@trpc/server"
import { PrismaClient } from "@prisma/client"
import { z } from "zod"
import { throwIfNoProjectAccess } from "./project-access.js"

const t = initTRPC.create()
const prisma = new PrismaClient()
const procedure = t.procedure

export const projectsRouter = t.router({
  rename: procedure.input(z.object({ id: z.string(), name: z.string() })).mutation(async ({ input, ctx }) => {
    // ruleid: no-read-right-for-write
    throwIfNoProjectAccess({ session: ctx.session, projectId: input.id, scope: "project:read" })
    return prisma.project.update({ where: { id: input.id }, data: { name: input.name } })
  }),
  remove: procedure.input(z.object({ id: z.string() })).mutation(async ({ input, ctx }) => {
    // ok: no-read-right-for-write
    throwIfNoProjectAccess({ session: ctx.session, projectId: input.id, scope: "project:update" })
    return prisma.project.delete({ where: { id: input.id } })
  }),
  // No other right to prompts is asked anywhere.
  removePrompt: procedure.input(z.object({ id: z.string() })).mutation(async ({ input, ctx }) => {
    // ok: no-read-right-for-write
    throwIfNoProjectAccess({ session: ctx.session, projectId: input.id, scope: "prompts:read" })
    return prisma.prompt.delete({ where: { id: input.id } })
  }),
  find: procedure.input(z.object({ id: z.string() })).query(async ({ input, ctx }) => {
    // ok: no-read-right-for-write
    throwIfNoProjectAccess({ session: ctx.session, projectId: input.id, scope: "project:read" })
    return prisma.project.findMany({ where: { id: input.id } })
  }),
})
