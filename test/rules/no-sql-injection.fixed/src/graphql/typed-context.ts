// @ts-nocheck fixture
import type { Pool } from "pg"

interface Context {
  people: Pool
}

export const resolvers = {
  Query: {
    async written(_root, { name }, { people }: { people: Pool; user: string }) {
      // ruleid: no-sql-injection
      return people.query(`SELECT id FROM people WHERE name = $1`, [name])
    },
    async declared(_root, { name }, { people }: Context) {
      // ruleid: no-sql-injection
      return people.query(`SELECT id FROM people WHERE name = $1`, [name])
    },
    async bound(_root, { name }, { people }: Context) {
      // ok: no-sql-injection
      return people.query("SELECT id FROM people WHERE name = $1", [name])
    },
    // A search of our own, whose context says nothing of a database.
    async other(_root, { name }, { people }: { people: string[] }) {
      // ok: no-sql-injection
      return people.query(`name = '${name}'`)
    },
  },
}
