const { marked } = require("marked")
const sanitizeHtml = require("sanitize-html")

const rendered = (markdown) => marked.parse(markdown, { gfm: true })

module.exports = async function recipes(fastify) {
  const pages = new Map()

  async function load(id) {
    const { rows } = await fastify.pg.query("SELECT steps, changed_at FROM recipes WHERE id = $1", [id])
    return rows[0]
  }

  fastify.get("/recipes/:id", async (request, reply) => {
    const recipe = await load(request.params.id)
    const key = `${request.params.id} ${recipe.changed_at.getTime()}`
    if (!pages.has(key)) pages.set(key, rendered(recipe.steps))
    // ruleid: no-cross-site-scripting
    return reply.type("text/html").send(`<main>${pages.get(key)}</main>`)
  })

  fastify.get("/recipes/:id/clean", async (request, reply) => {
    const recipe = await load(request.params.id)
    // ok: no-cross-site-scripting
    return reply.type("text/html").send(`<main>${sanitizeHtml(rendered(recipe.steps))}</main>`)
  })

  fastify.get("/recipes/:id/plain", async (request, reply) => {
    const recipe = await load(request.params.id)
    // ok: no-cross-site-scripting
    return reply.send({ html: rendered(recipe.steps) })
  })
}
