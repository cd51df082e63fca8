// @ts-nocheck fixture
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import sax from "sax"

const DECLARED = /<!ENTITY\s+(\w+)\s+(SYSTEM\s+)?"([^"]*)"\s*>/g
const PLAIN = /<!ENTITY\s+(\w+)\s+"([^"]*)"\s*>/g

function declare(parser, doctype, folder) {
  for (const [, name, external, value] of doctype.matchAll(DECLARED))
    // ruleid: no-xml-external-entities
    parser.ENTITIES[name] = external ? readFileSync(resolve(folder, value), "utf8") : value
}

function declarePlain(parser, doctype) {
  // ok: no-xml-external-entities
  for (const [, name, value] of doctype.matchAll(PLAIN)) parser.ENTITIES[name] = value
}

export function parse(text, folder) {
  const parser = sax.parser(true)
  // ok: no-xml-external-entities
  const strict = readFileSync("strict.txt", "utf8")
  parser.ondoctype = (doctype) => (strict ? declarePlain(parser, doctype) : declare(parser, doctype, folder))
  parser.write(text).close()
}

export function refuse(file) {
  // ok: no-xml-external-entities
  const text = readFileSync(file, "utf8")
  if (isExternal(text)) throw new Error("external entities")
  return text
}

const isExternal = (text) => /<!ENTITY[^>]+SYSTEM/i.test(text)
