import libxml, { parseXml } from "libxmljs2"

const options = { noent: true, noblanks: true }

export function read(text: string) {
  // ruleid: no-xml-external-entities
  return libxml.parseXmlString(text, { noent: true, noblanks: true })
}

export function readShared(text: string) {
  // ruleid: no-xml-external-entities
  return parseXml(text, options)
}

export function readLarge(text: string) {
  // ruleid: no-xml-external-entities
  return libxml.parseXml(text, { huge: true })
}

export function readPlain(text: string) {
  // ok: no-xml-external-entities
  return libxml.parseXml(text, { noent: false, nonet: true })
}

export function readDefault(text: string) {
  // ok: no-xml-external-entities
  return libxml.parseXml(text)
}
