// @ts-nocheck fixture
import helmet from "helmet"

app.use(
  helmet.contentSecurityPolicy({
    directives: {
      defaultSrc: ["'self'"],
      // ruleid: no-loose-content-policy
      scriptSrc: ["'self'", "'unsafe-inline'"],
      // ok: no-loose-content-policy
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  }),
)
app.use(
  helmet({
    contentSecurityPolicy: {
      directives: {
        // ruleid: no-loose-content-policy
        defaultSrc: ["*"],
      },
    },
  }),
)
app.use(
  helmet({
    contentSecurityPolicy: {
      directives: {
        // ok: no-loose-content-policy
        defaultSrc: ["*"],
        // ok: no-loose-content-policy
        "script-src": ["'self'", "https://cdn.example.com"],
      },
    },
  }),
)
app.use((req, res, next) => {
  // ruleid: no-loose-content-policy
  res.setHeader("Content-Security-Policy", "default-src 'self'; script-src 'self' https: 'unsafe-eval'")
  // ok: no-loose-content-policy
  res.setHeader("Content-Security-Policy", `script-src 'nonce-${res.locals.nonce}' 'unsafe-inline'`)
  // ok: no-loose-content-policy
  res.setHeader("Content-Security-Policy", "default-src 'self'; img-src *")
  next()
})

const framing = [
  "default-src 'self'",
  // ruleid: no-loose-content-policy
  "frame-ancestors *",
].join("; ")
// ok: no-loose-content-policy
const closed = ["default-src 'self'", "frame-ancestors 'self' https://*.partner.example"].join("; ")
app.use(
  helmet.contentSecurityPolicy({
    directives: {
      defaultSrc: ["'self'"],
      // ruleid: no-loose-content-policy
      frameAncestors: ["'self'", "https:"],
    },
  }),
)
app.use(
  helmet.contentSecurityPolicy({
    directives: {
      // ok: no-loose-content-policy
      frameAncestors: ["'self'"],
    },
  }),
)
app.get("/embed/:film", (req, res) => {
  // ok: no-loose-content-policy
  res.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors *")
  res.render("film", { framing, closed })
})
