import { type Customer, Prisma, type PrismaClient } from "@prisma/client"
import { conflict, notFound } from "../errors.js"
import type { NewCustomer } from "../schemas/customers.js"

export async function getCustomer(database: PrismaClient, id: string): Promise<Customer> {
  const customer = await database.customer.findUnique({ where: { id } })
  if (customer === null) throw notFound("This customer")
  return customer
}

export async function createCustomer(database: PrismaClient, { email, name }: NewCustomer): Promise<Customer> {
  try {
    return await database.customer.create({ data: { email, name } })
  } catch (error) {
    // P2002: unique constraint, and the address is the only one a caller can hit.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw conflict("A customer with this address exists already")
    }
    throw error
  }
}
