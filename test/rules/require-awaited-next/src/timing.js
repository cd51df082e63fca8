const Koa = require("koa")

const app = new Koa()

app.use((ctx, next) => {
  const start = Date.now()
  // ruleid: require-awaited-next
  next().then(() => {
    ctx.set("x-time", String(Date.now() - start))
  })
})

app.use((ctx, next) => {
  // ok: require-awaited-next
  return next().then(() => {
    ctx.set("x-done", "1")
  })
})

module.exports = app
