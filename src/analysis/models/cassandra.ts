import type { TechnologyModel } from "./model.ts"

export const cassandra: TechnologyModel = {
  technology: "Cassandra",
  packages: ["cassandra-driver"],
  sinks: [
    ...["execute", "stream", "eachRow"].map(
      (method) => ({ call: `cassandra-driver.Client().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    { call: "cassandra-driver.Client().batch", kind: "sql", arguments: [0], properties: ["**.query"], needs: "string" },
  ],
}
