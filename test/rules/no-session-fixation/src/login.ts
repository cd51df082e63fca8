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
