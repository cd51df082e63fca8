import { Pool } from "pg"

const pool = new Pool()

export const cache = {
  remove: (id: string) => pool.query("DELETE FROM cached WHERE id = $1", [id]),
}
