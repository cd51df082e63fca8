// @ts-nocheck fixture
import express from "express"
import { Controller, Get, Query } from "@nestjs/common"

const app = express()

app.get("/login", (req, res) => {
  // ruleid: no-password-in-address
  const password = req.query.password
  res.json(check(req.query.user, password))
})

app.get("/pay", (req, res) => {
  // ruleid: no-password-in-address
  const { amount, cvv } = req.query
  res.json(pay(amount, cvv))
})

app.post("/login", (req, res) => {
  // ok: no-password-in-address
  const password = req.body.password
  // ok: no-password-in-address
  const { token } = req.query
  res.json(check(token, password))
})

@Controller("login")
export class LoginController {
  @Get()
  // ruleid: no-password-in-address
  login(@Query("user") user: string, @Query("passwd") secret: string) {
    return check(user, secret)
  }
}

export function signIn(user, password) {
  // ruleid: no-password-in-address
  return fetch(`https://accounts.example.com/login?user=${user}&password=${password}`)
}

export function signInWell(user, password) {
  // ok: no-password-in-address
  return fetch("https://accounts.example.com/login", { method: "POST", body: JSON.stringify({ user, password }) })
}

export function welcome(req, res) {
  // ruleid: no-password-in-address
  res.redirect("/welcome?password=" + req.body.password)
}

export default async function door(fastify, { visitors, maps }) {
  fastify.get("/door", async (request) => {
    // ruleid: no-password-in-address
    const { pin, phone } = request.query
    return visitors.admit(phone, pin)
  })
  fastify.get("/map", async (request) => {
    // ok: no-password-in-address
    const { pin, zoom } = request.query
    return maps.around(pin, zoom)
  })
  fastify.post("/door", async (request) => {
    // ok: no-password-in-address
    const { pin, phone } = request.body
    return visitors.admit(phone, pin)
  })
}
