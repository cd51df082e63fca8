// @ts-nocheck fixture
import { prisma } from "./prisma"
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
