// @ts-nocheck fixture
import express from "express"
import createKnex from "knex"

const app = express()
const knex = createKnex({ client: "pg" })

app.get("/articles", async (req, res) => {
  const tags = [req.query.tag].flat()
  const query = knex("articles").select("id").where({ published: true })
  query.andWhere((group) => {
    for (const tag of tags) {
      // ruleid: no-sql-injection
      group.orWhereRaw(`tags @> '{${tag}}'`)
      // ok: no-sql-injection
      group.orWhereRaw("tags @> ?", [[tag]])
      // ok: no-sql-injection
      group.orWhere("title", tag)
    }
  })
  res.json(await query.limit(10))
})
