// @ts-nocheck fixture
import { prisma } from "./prisma"
import { Router } from "express"
import { Comment } from "./models"

export function updateLine(orgId, invoiceId, lineId, patch) {
  return prisma.$transaction(async (tx) => {
    await requireDraft(tx, orgId, invoiceId)
    // ruleid: no-record-of-another-parent
    const line = await tx.invoiceLine.findUnique({ where: { id: lineId } })
    if (!line) throw new NotFound()
    // ok: no-record-of-another-parent
    await tx.invoiceLine.update({ where: { id: line.id }, data: patch })
    return recalculate(tx, invoiceId)
  })
}

export function removeLine(orgId, invoiceId, lineId) {
  return prisma.$transaction(async (tx) => {
    await requireDraft(tx, orgId, invoiceId)
    // ok: no-record-of-another-parent
    await tx.invoiceLine.deleteMany({ where: { id: lineId, invoiceId } })
  })
}

export async function moveLine(invoiceId, lineId, position) {
  // ok: no-record-of-another-parent
  const line = await prisma.invoiceLine.findUnique({ where: { id: lineId } })
  if (line?.invoiceId !== invoiceId) throw new NotFound()
  return prisma.invoiceLine.update({ where: { id: line.id }, data: { position } })
}

export async function copyLine(invoiceId, lineId) {
  await assertPartOf(invoiceId, lineId)
  // ok: no-record-of-another-parent
  return prisma.invoiceLine.findUnique({ where: { id: lineId } })
}

// Nothing says what it belongs to: whoever calls has to know.
export async function lineForJob(lineId) {
  // ok: no-record-of-another-parent
  return prisma.invoiceLine.findUnique({ where: { id: lineId } })
}

export async function editComment(postId, commentId, text) {
  await Post.findById(postId).orFail()
  // ruleid: no-record-of-another-parent
  return Comment.findByIdAndUpdate(commentId, { text })
}

export async function removeComment(postId, commentId) {
  // ok: no-record-of-another-parent
  return Comment.deleteOne({ _id: commentId, postId })
}

export class LabelStore {
  async rename({ projectId, labelId, name }) {
    await this.log.record(projectId, "rename")
    // ruleid: no-record-of-another-parent
    return db("labels").where({ id: labelId }).update({ name })
  }

  async remove({ projectId, labelId }) {
    // ok: no-record-of-another-parent
    return db("labels").where({ id: labelId, project_id: projectId, projectId }).delete()
  }
}

const router = Router()

router.delete("/projects/:projectId/tasks/:taskId", async (req, res) => {
  const project = await prisma.project.findFirst({ where: { id: req.params.projectId, members: { some: { userId: req.user.id } } } })
  if (!project) return res.sendStatus(404)
  // ruleid: no-record-of-another-parent
  await prisma.task.delete({ where: { id: req.params.taskId } })
  return res.sendStatus(204)
})

router.patch("/projects/:projectId/labels/:labelId", async (req, res) => {
  const { projectId, labelId } = req.params
  const project = await prisma.project.findFirst({ where: { id: projectId, ownerId: req.user.id } })
  const label = await prisma.label.findUnique({ where: { id: labelId } })
  if (!project || label?.projectId !== projectId) return res.sendStatus(404)
  // ok: no-record-of-another-parent
  await prisma.label.update({ where: { id: labelId }, data: { name: req.body.name } })
  return res.sendStatus(204)
})

router.put("/orders/:orderId/products/:productId", async (req, res) => {
  const order = await prisma.order.findFirst({ where: { id: req.params.orderId, userId: req.user.id } })
  if (!order) return res.sendStatus(404)
  // ok: no-record-of-another-parent
  const product = await prisma.product.findUnique({ where: { id: req.params.productId } })
  await prisma.orderItem.create({ data: { orderId: order.id, productId: product.id } })
  return res.sendStatus(204)
})
