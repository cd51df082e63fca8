// @ts-nocheck fixture
import { Pool } from "pg"

const pool = new Pool()
const query = async (text, values) => (await pool.query(text, values)).rows
const one = async (text, values) => (await query(text, values))[0]

class AuthorTable {
  byId(id) {
    return one("SELECT name FROM authors WHERE id = $1", [id])
  }
}

export class Authors {
  constructor(private readonly table = new AuthorTable()) {}
  byId(id) {
    return this.table.byId(id)
  }
}
