// @ts-nocheck fixture
import { Pool } from "pg"
import { PrismaClient } from "@prisma/client"

export const pool = new Pool()
const prisma = new PrismaClient()
export default prisma
