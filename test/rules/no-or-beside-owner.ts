// @ts-nocheck fixture
import { Brackets } from "typeorm"
import { db, pool, patientRepository } from "./db"

function patients() {
  return db("patients as p").join("owners as o", "o.id", "p.owner_id")
}

function patientsOf(clinicId) {
  return patients().where("p.clinic_id", clinicId)
}

export function search(clinicId, { q, page }) {
  const prefix = `${q}%`
  return patients()
    .select("p.id")
    .where("p.clinic_id", clinicId)
    .whereILike("p.name", prefix)
    // ruleid: no-or-beside-owner
    .orWhereILike("o.last_name", prefix)
    .orWhere("o.phone", q)
    .limit(25)
    .offset(page * 25)
}

export function searchGrouped(clinicId, { q }) {
  return patients()
    .where("p.clinic_id", clinicId)
    // ok: no-or-beside-owner
    .andWhere((match) => match.whereILike("p.name", q).orWhereILike("o.last_name", q))
}

export function searchExactly(tenantId, q) {
  return db("invoices")
    .where({ tenant_id: tenantId })
    .where("number", q)
    // ruleid: no-or-beside-owner
    .orWhere("reference", q)
}

export function searchLater(orgId, q) {
  const query = db("contacts").where("org_id", orgId)
  query.orderBy("name")
  // ruleid: no-or-beside-owner
  if (q) query.where("name", "like", `%${q}%`).orWhere("email", "like", `%${q}%`)
  return query
}

export function searchOf(clinicId, q) {
  // ruleid: no-or-beside-owner
  return patientsOf(clinicId).where("chip", q).orWhere("phone", q)
}

export function searchTyped(clinicId, q) {
  return patientRepository
    .createQueryBuilder("p")
    .where("p.clinicId = :clinicId", { clinicId })
    .andWhere("p.name ILIKE :q", { q })
    // ruleid: no-or-beside-owner
    .orWhere("p.phone ILIKE :q", { q })
    .getMany()
}

export function searchTypedGrouped(clinicId, q) {
  return patientRepository
    .createQueryBuilder("p")
    .where("p.clinicId = :clinicId", { clinicId })
    // ok: no-or-beside-owner
    .andWhere(new Brackets((group) => group.where("p.name ILIKE :q", { q }).orWhere("p.phone ILIKE :q", { q })))
    .getMany()
}

// What is shared is meant for everybody.
export function visible(userId) {
  // ok: no-or-beside-owner
  return db("documents").where("owner_id", userId).orWhere("shared", true)
}

export function mine(userId) {
  // ok: no-or-beside-owner
  return db("tasks").where("user_id", userId).orWhere("assignee_id", userId)
}

export function everybody(q) {
  // ok: no-or-beside-owner
  return db("articles").where("title", "like", q).orWhere("body", "like", q)
}

export function inSql(clinicId, q) {
  return pool.query(
    // ruleid: no-or-beside-owner
    "SELECT id FROM patients WHERE clinic_id = $1 AND name ILIKE $2 OR phone ILIKE $2 ORDER BY name",
    [clinicId, q],
  )
}

export function inTemplate(sql, clinicId, q) {
  // ruleid: no-or-beside-owner
  return sql`SELECT id FROM patients WHERE clinic_id = ${clinicId} AND chip = ${q} OR phone = ${q} LIMIT 20`
}

export function inSqlGrouped(clinicId, q) {
  // ok: no-or-beside-owner
  return pool.query("SELECT id FROM patients WHERE clinic_id = $1 AND (name ILIKE $2 OR phone ILIKE $2)", [clinicId, q])
}

export function inSqlShared(userId) {
  // ok: no-or-beside-owner
  return pool.query("SELECT id FROM notes WHERE user_id = $1 AND deleted_at IS NULL OR shared_with = $1", [userId])
}

export const searchNotes = (userId: string, q: string) =>
  prisma.note.findMany({
    where: {
      OR: [
        { userId, title: { contains: q } },
        // ruleid: no-or-beside-owner
        { body: { contains: q } },
      ],
    },
  })

export const searchKept = (userId: string, q: string) =>
  prisma.note.findMany({
    where: {
      userId,
      // ok: no-or-beside-owner
      OR: [{ title: { contains: q } }, { body: { contains: q } }],
    },
  })

// What is published is for everybody.
export const visible = (userId: string, q: string) =>
  // ok: no-or-beside-owner
  prisma.note.findMany({ where: { OR: [{ userId, title: { contains: q } }, { isPublic: true, title: { contains: q } }] } })

export const searchMongo = (userId: string, pattern: RegExp) =>
  // ruleid: no-or-beside-owner
  Note.find({ $or: [{ owner: userId, title: pattern }, { body: pattern }] })

export const searchDrizzle = (userId: string, q: string) =>
  db
    .select()
    .from(notes)
    // ruleid: no-or-beside-owner
    .where(or(and(eq(notes.userId, userId), ilike(notes.title, q)), ilike(notes.body, q)))

export const keptDrizzle = (userId: string, q: string) =>
  db
    .select()
    .from(notes)
    // ok: no-or-beside-owner
    .where(and(eq(notes.userId, userId), or(ilike(notes.title, q), ilike(notes.body, q))))
