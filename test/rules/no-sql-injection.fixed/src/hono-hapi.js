const { Hono } = require("hono")
const Hapi = require("@hapi/hapi")
const { pool } = require("./db")

const app = new Hono()
app.get("/h", async (c) => {
  const id = c.req.query("id")
  // ruleid: no-sql-injection
  return c.json(await pool.query("SELECT * FROM t WHERE id = $1", [id]))
})

const server = Hapi.server()
server.route({
  method: "GET",
  path: "/hapi/{id}",
  handler: async (request, h) => {
    // ruleid: no-sql-injection
    return pool.query(`SELECT * FROM t WHERE id = $1`, [request.params.id])
  },
})
