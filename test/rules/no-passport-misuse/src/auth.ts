// @ts-nocheck fixture
import passport from "passport"
import { Strategy as LocalStrategy } from "passport-local"
import bcrypt from "bcrypt"

export function logout(req, res) {
  // ruleid: no-passport-misuse
  req.logout()
  res.redirect("/")
}

export function logoutProperly(req, res, next) {
  // ok: no-passport-misuse
  req.logout((error) => (error ? next(error) : res.redirect("/")))
}

export function guard(req, res, next) {
  // ruleid: no-passport-misuse
  passport.authenticate("jwt", { session: false })
  next()
}

export function guardProperly(req, res, next) {
  // ok: no-passport-misuse
  passport.authenticate("jwt", { session: false })(req, res, next)
}

export function login(req, res, next) {
  // ruleid: no-passport-misuse
  passport.authenticate("local", (error, user) => {
    if (error) return next(error)
    res.json({ token: issue(user) })
  })(req, res, next)
}

export function loginDeaf(req, res, next) {
  // ruleid: no-passport-misuse
  passport.authenticate("local", (error, user) => {
    if (!user) return res.sendStatus(401)
    res.json({ token: issue(user) })
  })(req, res, next)
}

export function loginProperly(req, res, next) {
  // ok: no-passport-misuse
  passport.authenticate("local", (error, user, info) => {
    if (error || !user) return next(error ?? new Unauthorized(info.message))
    req.logIn(user, next)
  })(req, res, next)
}

passport.use(
  // ruleid: no-passport-misuse
  new LocalStrategy((username, password, done) => {
    users.find(username).then((user) => done(null, user ?? false), done)
  }),
)

passport.use(
  // ok: no-passport-misuse
  new LocalStrategy({ passReqToCallback: true }, async (req, username, password, done) => {
    const user = await users.find(username)
    done(null, user && (await bcrypt.compare(password, user.passwordHash)) ? user : false)
  }),
)
