// @ts-nocheck fixture
import { requireViewer } from "./viewer"

export const resolvers = {
  Query: {
    invoices: (_, args, ctx) => {
      const viewer = requireViewer(ctx)
      return ctx.prisma.invoice.findMany({ where: { companyId: viewer.companyId }, take: 25 })
    },
    invoice: async (_, args, ctx) => {
      requireViewer(ctx)
      // ruleid: no-record-of-others
      return ctx.prisma.invoice.findUnique({ where: { id: args.id } })
    },
    invoiceOfMine: async (_, args, ctx) => {
      const viewer = requireViewer(ctx)
      // ok: no-record-of-others
      return ctx.prisma.invoice.findFirst({ where: { id: args.id, companyId: viewer.companyId } })
    },
    // Everybody may know which currencies there are.
    currency: async (_, args, ctx) => {
      requireViewer(ctx)
      // ok: no-record-of-others
      return ctx.prisma.currency.findUnique({ where: { id: args.id } })
    },
  },
  Mutation: {
    deleteInvoice: async (_, args, ctx) => {
      const viewer = requireViewer(ctx)
      // ok: no-record-of-others
      const invoice = await ctx.prisma.invoice.findUnique({ where: { id: args.id } })
      if (invoice.companyId !== viewer.companyId) throw new Error("not found")
      return ctx.prisma.invoice.delete({ where: { id: invoice.id } })
    },
    approveInvoice: async (_, args, ctx) => {
      requireAdmin(ctx)
      // ok: no-record-of-others
      return ctx.prisma.invoice.update({ where: { id: args.id }, data: { approved: true } })
    },
  },
}
