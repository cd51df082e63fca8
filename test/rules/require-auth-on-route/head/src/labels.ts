// @ts-nocheck fixture
import { Hono } from "hono"

export const labels = new Hono()

labels.get("/:id", async (c) => {
  const user = await getSessionUser(c)
  if (!user) return c.json({ error: "unauthorized" }, 401)
  return c.json(await store.find(user.id, c.req.param("id")))
})
// ruleid: require-auth-on-route
labels.delete("/:id", async (c) => {
  await store.remove(c.req.param("id"))
  return c.body(null, 204)
})
