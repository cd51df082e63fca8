import type { TechnologyModel } from "./model.ts"

// Methods of the query interface of the second version; the first has `query` alone.
const READING = ["queryRows", "queryLines", "queryRaw", "collectRows", "collectLines", "iterateRows", "iterateLines"]

export const influxdb: TechnologyModel = {
  technology: "InfluxDB",
  packages: ["@influxdata/influxdb-client"],
  same: [{ from: "@influxdata/influxdb-client.QueryApi()", to: "@influxdata/influxdb-client.InfluxDB().getQueryApi()" }],
  sinks: [
    ...READING.map(
      (method) =>
        ({
          call: `@influxdata/influxdb-client.InfluxDB().getQueryApi().${method}`,
          kind: "sql",
          arguments: [0],
          properties: ["query"],
          needs: "string",
        }) as const,
    ),
    ...["query", "queryRaw"].map(
      (method) => ({ call: `influx.InfluxDB().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
  ],
  namedSinks: READING.map((method) => ({ receiver: /^queryApi$/i, method, kind: "sql", arguments: [0], needs: "string" })),
}
