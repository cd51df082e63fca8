const express = require("express")
const ldap = require("ldapjs")
const { Client } = require("ldapts")

const app = express()
const client = ldap.createClient({ url: "ldap://directory" })
const other = new Client({ url: "ldap://directory" })

app.post("/login", (req, res) => {
  // ruleid: no-ldap-injection
  client.search("ou=people,o=example", { filter: `(&(uid=${req.body.user})(objectClass=person))` }, () => res.sendStatus(200))
})

app.post("/login-promise", async (req, res) => {
  // ruleid: no-ldap-injection
  const found = await other.search("ou=people,o=example", { scope: "sub", filter: "(uid=" + req.body.user + ")" })
  res.json(found)
})

app.post("/bind", (req, res) => {
  // ruleid: no-ldap-injection
  client.bind(`uid=${req.body.user},ou=people`, req.body.password, () => res.sendStatus(200))
})

app.post("/filter", (req, res) => {
  const filter = new ldap.EqualityFilter({ attribute: "uid", value: req.body.user })
  // ok: no-ldap-injection
  client.search("ou=people,o=example", { filter }, () => res.sendStatus(200))
})

app.get("/all", (req, res) => {
  // ok: no-ldap-injection
  client.search("ou=people,o=example", { filter: "(objectClass=person)", sizeLimit: Number(req.query.limit) }, () => res.sendStatus(200))
})

const filterText = (value) => String(value).replace(/[\\*()\0]/g, (sign) => "\\" + sign.charCodeAt(0).toString(16).padStart(2, "0"))

app.get("/phone-book", (req, res) => {
  // ok: no-ldap-injection
  client.search("ou=people", { filter: `(cn=${filterText(req.query.name)}*)` }, () => res.end())
})
