// @ts-nocheck fixture
import { Router } from "express"
import bcrypt from "bcrypt"

export const router = Router()

router.post("/login", async (req, res) => {
  const user = await findUser(req.body.email)
  if (!user || !(await bcrypt.compare(req.body.password, user.passwordHash))) return res.sendStatus(401)
  // ruleid: no-session-fixation
  req.session.userId = user.id
  res.redirect("/")
})

export function handleLogin(req, res, next) {
  users.validateLogin(req.body.name, req.body.password, (error, user) => {
    if (error) return next(error)
    // ruleid: no-session-fixation
    req.session.user = user
    res.redirect("/")
  })
}

export function signIn(req, res, next) {
  users.validateLogin(req.body.name, req.body.password, (error, user) => {
    if (error) return next(error)
    req.session.regenerate((failure) => {
      if (failure) return next(failure)
      // ok: no-session-fixation
      req.session.user = user
      res.redirect("/")
    })
  })
}

export function logout(req, res) {
  // ok: no-session-fixation
  req.session.user = null
  res.redirect("/login")
}

router.post("/profile", async (req, res) => {
  // ok: no-session-fixation
  req.session.user = await update(req.session.user.id, req.body.password)
  res.redirect("/profile")
})

router.post("/shop/login", async (req, res) => {
  const { rows } = await pool.query("SELECT id, password_hash FROM shoppers WHERE email = $1", [req.body.email])
  if (!(await bcrypt.compare(req.body.password, rows[0]?.password_hash ?? ""))) return res.sendStatus(401)
  // ruleid: no-session-fixation
  req.session.shopperId = rows[0].id
  res.sendStatus(204)
})

router.post("/guest/login", async (req, res) => {
  const cart = await findCart(req.body.password)
  // ok: no-session-fixation
  req.session.cartId = cart.id
  res.sendStatus(204)
})

router.post("/staff/login", async (req, res) => {
  const staff = await authenticate(req.body.badge, req.body.password)
  if (!staff) return res.sendStatus(401)
  await promisify(req.session.regenerate.bind(req.session))()
  // ok: no-session-fixation
  req.session.staffId = staff.id
  res.sendStatus(204)
})

app.post("/customers/login", async (req, res) => {
  const customerId = await authenticate(req.body.email, req.body.password)
  if (customerId === null) return res.sendStatus(401)
  // ruleid: no-session-fixation
  req.session.customerId = customerId
  res.sendStatus(204)
})

app.post("/basket/login", async (req, res) => {
  const basketId = await openBasket(req.body.password)
  // ok: no-session-fixation
  req.session.basketId = basketId
  res.sendStatus(204)
})

router.post("/sessions", async (req, res) => {
  const user = await accounts.findByCredentials(req.body.email, req.body.password)
  if (!user) return res.sendStatus(401)
  // ruleid: no-session-fixation
  req.session.user = user
  res.sendStatus(204)
})

router.post("/sessions/renewed", async (req, res) => {
  const user = await accounts.authenticate(req.body.email, req.body.password)
  if (!user) return res.sendStatus(401)
  req.session.regenerate((error) => {
    if (error) return res.sendStatus(500)
    // ok: no-session-fixation
    req.session.user = user
    res.sendStatus(204)
  })
})
