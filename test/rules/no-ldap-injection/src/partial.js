const { createClient } = require("ldapjs")

const directory = createClient({ url: process.env.LDAP_URL })
const withoutStars = (text) => text.replace(/\*/g, "\\2a")
const escaped = (text) => text.replace(/[\\*()\0]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, "0")}`)
const chained = (text) => text.replace(/\\/g, "\\5c").replace(/\*/g, "\\2a").replace(/\(/g, "\\28").replace(/\)/g, "\\29")
const named = (text) => text.replace(/[^a-z0-9.]/gi, "")

exports.find = (name, done) => {
  // ruleid: no-ldap-injection
  directory.search("dc=works", { filter: `(&(objectClass=person)(cn=${withoutStars(name)}))` }, done)
}

exports.findInline = (name, done) => {
  // ruleid: no-ldap-injection
  directory.search("dc=works", { filter: "(cn=" + name.replace(/[()]/g, "") + ")" }, done)
}

exports.findEscaped = (name, done) => {
  // ok: no-ldap-injection
  directory.search("dc=works", { filter: `(cn=${escaped(name)})` }, done)
  // ok: no-ldap-injection
  directory.search("dc=works", { filter: `(cn=${chained(name)})` }, done)
  // ok: no-ldap-injection
  directory.search("dc=works", { filter: `(cn=${named(name)})` }, done)
}
