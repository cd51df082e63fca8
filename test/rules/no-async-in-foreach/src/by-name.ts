import _ from "lodash"
import { PrismaClient } from "@prisma/client"
import { push } from "./push.ts"

const prisma = new PrismaClient()

export async function remove(ids: Set<string>) {
  const drop = async (id: string) => {
    await prisma.item.delete({ where: { id } })
  }
  // ruleid: no-async-in-foreach
  ids.forEach(drop)
  // ruleid: no-async-in-foreach
  ids.forEach(push)
  // ruleid: no-async-in-foreach
  ids.forEach((id) => push(id))
}

export async function removeAll(ids: string[]) {
  // ruleid: no-async-in-foreach
  _.forEach(ids, async (id) => {
    await prisma.item.delete({ where: { id } })
  })
}

export function count(ids: string[], seen: Map<string, number>) {
  // ok: no-async-in-foreach
  ids.forEach((id) => seen.set(id, 1))
  // ok: no-async-in-foreach
  ids.forEach((id) => push(id).catch((error: unknown) => console.error(error)))
}
