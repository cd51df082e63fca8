import type { TechnologyModel } from "./model.ts"

// Mango: what is compared may be an object of operators, as with MongoDB.
export const couchdb: TechnologyModel = {
  technology: "CouchDB",
  packages: ["nano"],
  same: [
    { from: "nano().db.use()", to: "nano().use()" },
    { from: "nano().scope()", to: "nano().use()" },
    { from: "nano.DocumentScope()", to: "nano().use()" },
    { from: "pouchdb()", to: "nano().use()" },
  ],
  sinks: [{ call: "nano().use().find", kind: "nosql", arguments: [0], properties: ["selector"], needs: "shape" }],
}
