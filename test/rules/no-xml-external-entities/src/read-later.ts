import vm from "node:vm"

async function load() {
  return await import("libxml2-wasm")
}

export async function read(data: string) {
  const libxml2 = await load()
  // ruleid: no-xml-external-entities
  const option = libxml2.ParseOption.XML_PARSE_NOENT | libxml2.ParseOption.XML_PARSE_DTDLOAD
  return vm.runInContext("libxml2.XmlDocument.fromString(data, { option })", vm.createContext({ libxml2, data, option }))
}

export async function readPlain(data: string) {
  const libxml2 = await load()
  // ok: no-xml-external-entities
  const option = libxml2.ParseOption.XML_PARSE_NOBLANKS
  // ok: no-xml-external-entities
  if (option & libxml2.ParseOption.XML_PARSE_NOENT) throw new Error("no entities here")
  return vm.runInContext("libxml2.XmlDocument.fromString(data, { option })", vm.createContext({ libxml2, data, option }))
}
