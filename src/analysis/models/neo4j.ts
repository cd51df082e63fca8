import type { TechnologyModel } from "./model.ts"

// https://neo4j.com/docs/javascript-manual/current/query-simple/
export const neo4j: TechnologyModel = {
  technology: "Neo4j",
  packages: ["neo4j-driver"],
  same: [
    { from: "neo4j-driver.Driver()", to: "neo4j-driver.driver()" },
    { from: "neo4j-driver.Session()", to: "neo4j-driver.driver().session()" },
    ...["Transaction", "ManagedTransaction"].map((type) => ({ from: `neo4j-driver.${type}()`, to: "neo4j-driver.driver().session()" })),
    { from: "neo4j-driver.driver().session().beginTransaction()", to: "neo4j-driver.driver().session()" },
  ],
  sinks: ["driver().session().run", "driver().executeQuery"].map((method) => ({
    call: `neo4j-driver.${method}`,
    kind: "sql",
    arguments: [0],
    needs: "string",
  })),
}
