// @ts-nocheck fixture
import { z } from "zod"
import { protectedProcedure, publicProcedure, router } from "../trpc"

const byId = z.object({ paymentId: z.string().uuid() })

export const paymentsRouter = router({
  // ok: require-auth-on-route
  methods: publicProcedure.input(z.object({ country: z.string() })).query(({ input }) => store.methodsFor(input.country)),
  search: protectedProcedure.input(z.object({ order: z.string() })).query(({ input }) => store.byOrder(input.order)),
  // ruleid: require-auth-on-route
  refund: publicProcedure.input(byId).mutation(async ({ input }) => {
    const payment = await store.get(input.paymentId)
    if (!payment) throw new TRPCError({ code: "NOT_FOUND" })
    await provider.refunds.create({ payment: payment.id })
    await store.markRefunded(payment.id)
  }),
  // ok: require-auth-on-route
  cancel: protectedProcedure.input(byId).mutation(async ({ input }) => store.cancel(input.paymentId)),
  // ok: require-auth-on-route
  note: publicProcedure.input(byId).mutation(async ({ input, ctx }) => {
    if (!ctx.user) throw new Error("unauthorized")
    await store.update(input.paymentId, { seen: true })
  }),
  // ok: require-auth-on-route
  contact: publicProcedure.input(z.object({ text: z.string() })).mutation(async ({ input }) => store.insert({ text: input.text })),
})

// Nothing here asks for a login: the check is done elsewhere, or nowhere on purpose.
export const notesRouter = router({
  // ok: require-auth-on-route
  remove: publicProcedure.input(byId).mutation(async ({ input }) => store.remove(input.paymentId)),
})
