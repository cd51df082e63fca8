// @ts-nocheck fixture
import ejs from "ejs"
import express from "express"
import Handlebars from "handlebars"
import Mustache from "mustache"
import { Column, DataSource, Entity, PrimaryColumn } from "typeorm"

@Entity()
export class Notice {
  @PrimaryColumn() id: string
  @Column("text") body: string
}

const source = new DataSource({ type: "postgres", entities: [Notice] })
const router = express.Router()

// The texts are edited in another service.
async function noticeFor(id) {
  const own = await source.getRepository(Notice).findOneBy({ id })
  return own ?? { body: "Hello <%= name %>" }
}

router.get("/notices/:id", async (req, res) => {
  const notice = await noticeFor(req.params.id)
  // ruleid: no-template-injection
  const page = ejs.render(notice.body, { name: req.user.name })
  // ok: no-template-injection
  const text = Mustache.render(notice.body, { name: req.user.name })
  // ok: no-template-injection
  const other = Handlebars.compile(notice.body)({ name: req.user.name })
  // ok: no-template-injection
  const fixed = ejs.render("Hello <%= body %>", { body: notice.body })
  res.json([page, text, other, fixed])
})
