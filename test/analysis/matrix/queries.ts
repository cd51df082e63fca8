import type { Sink } from "./cell.ts"
import { sqlSink } from "./sql-sink.ts"

/** Databases with a language of their own, and those of the cloud. */
export const queries: readonly Sink[] = [
  sqlSink("mssql request", {
    packages: { mssql: "11.0.1" },
    imports: [["sql", "mssql"]],
    setup: "const pool = new sql.ConnectionPool({})",
    call: (text) => `await pool.request().input("other", sql.Int, 1).query(${text})`,
    safe: (data) => `await pool.request().input("name", sql.NVarChar, ${data}).query("SELECT * FROM users WHERE name = @name")`,
  }),
  sqlSink("mssql pool from elsewhere", {
    packages: { mssql: "11.0.1" },
    setup: "let pool; const useThe = (given) => { pool = given }",
    call: (text) => `await pool.request().query(${text})`,
    safe: (data) => `await pool.request().input("name", ${data}).query("SELECT * FROM users WHERE name = @name")`,
  }),
  sqlSink("oracledb pool", {
    packages: { oracledb: "6.7.0" },
    imports: [["oracledb", "oracledb"]],
    call: (text) => `const connection = await oracledb.getPool("main").getConnection(); await connection.execute(${text})`,
    safe: (data) =>
      `const connection = await oracledb.getConnection("main"); await connection.execute("SELECT * FROM users WHERE name = :name", { name: ${data} })`,
  }),
  sqlSink("slonik raw", {
    packages: { "slonik-sql-tag-raw": "48.0.0" },
    imports: [["{ raw }", "slonik-sql-tag-raw"]],
    call: (text) => `raw(${text})`,
    safe: (data) => `raw("SELECT * FROM users WHERE name = $1", [${data}])`,
  }),
  sqlSink("cassandra stream", {
    packages: { "cassandra-driver": "4.7.0" },
    imports: [["{ Client }", "cassandra-driver"]],
    setup: "const store = new Client({})",
    call: (text) => `store.stream(${text}, [])`,
    safe: (data) => `store.stream("SELECT * FROM users WHERE name = ?", [${data}], { prepare: true })`,
  }),
  sqlSink("cassandra batch", {
    packages: { "cassandra-driver": "4.7.0" },
    imports: [["{ Client }", "cassandra-driver"]],
    setup: "const store = new Client({})",
    call: (text) => `await store.batch([{ query: ${text}, params: [] }])`,
    safe: (data) => `await store.batch([{ query: "UPDATE users SET name = ?", params: [${data}] }], { prepare: true })`,
  }),
  sqlSink("neo4j driver", {
    packages: { "neo4j-driver": "5.27.0" },
    imports: [["neo4j", "neo4j-driver"]],
    setup: "const graph = neo4j.driver('bolt://x')",
    call: (text) => `await graph.executeQuery(${text}, {})`,
    safe: (data) => `await graph.executeQuery("MATCH (u:User {name: $name}) RETURN u", { name: ${data} })`,
  }),
  sqlSink("neo4j transaction", {
    packages: { "neo4j-driver": "5.27.0" },
    imports: [["neo4j", "neo4j-driver"]],
    setup: "const session = neo4j.driver('bolt://x').session()",
    call: (text) => `await session.executeRead((work) => work.run(${text}))`,
    safe: (data) => `await session.executeRead((work) => work.run("MATCH (u:User {name: $name}) RETURN u", { name: ${data} }))`,
  }),
  sqlSink("influx", {
    packages: { "@influxdata/influxdb-client": "1.35.0" },
    imports: [["{ InfluxDB, flux }", "@influxdata/influxdb-client"]],
    setup: "const api = new InfluxDB({}).getQueryApi('org')",
    call: (text) => `await api.collectRows(${text})`,
    safe: (data) => "await api.collectRows(flux`from(bucket: ${" + data + "})`)",
  }),
  sqlSink("PartiQL", {
    packages: { "@aws-sdk/client-dynamodb": "3.700.0" },
    imports: [["{ DynamoDBClient, ExecuteStatementCommand }", "@aws-sdk/client-dynamodb"]],
    setup: "const dynamo = new DynamoDBClient({})",
    call: (text) => `await dynamo.send(new ExecuteStatementCommand({ Statement: ${text} }))`,
    safe: (data) =>
      `await dynamo.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM users WHERE name = ?", Parameters: [{ S: ${data} }] }))`,
  }),
  {
    name: "DynamoDB condition",
    rule: "no-sql-injection",
    packages: { "@aws-sdk/lib-dynamodb": "3.700.0" },
    imports: [["{ QueryCommand }", "@aws-sdk/lib-dynamodb"]],
    use: (data) => `new QueryCommand({ TableName: "x", FilterExpression: \`owner = :owner AND \${${data}} = :value\` })`,
    safe: [
      (data) =>
        `new QueryCommand({ TableName: "x", FilterExpression: "owner = :owner", ExpressionAttributeValues: { ":owner": ${data} } })`,
      (data) =>
        `const given = { a: ${data} }; new QueryCommand({ FilterExpression: Object.keys({ ...given }).map((name) => \`#\${name} = :\${name}\`).join(" AND "), ExpressionAttributeValues: given })`,
    ],
  },
  sqlSink("BigQuery", {
    packages: { "@google-cloud/bigquery": "7.9.0" },
    imports: [["{ BigQuery }", "@google-cloud/bigquery"]],
    setup: "const bigquery = new BigQuery()",
    call: (text) => `await bigquery.query({ query: ${text}, location: "EU" })`,
    safe: (data) => `await bigquery.query({ query: "SELECT * FROM users WHERE name = @name", params: { name: ${data} } })`,
  }),
  sqlSink("Spanner", {
    packages: { "@google-cloud/spanner": "7.16.0" },
    imports: [["{ Spanner }", "@google-cloud/spanner"]],
    setup: 'const database = new Spanner().instance("a").database("b")',
    call: (text) => `await database.run({ sql: ${text} })`,
    safe: (data) => `await database.run({ sql: "SELECT * FROM users WHERE name = @name", params: { name: ${data} } })`,
  }),
  sqlSink("Cosmos DB", {
    packages: { "@azure/cosmos": "4.2.0" },
    imports: [["{ CosmosClient }", "@azure/cosmos"]],
    setup: 'const users = new CosmosClient(process.env.COSMOS).database("a").container("users")',
    call: (text) => `await users.items.query(${text}).fetchAll()`,
    safe: (data) =>
      `await users.items.query({ query: "SELECT * FROM u WHERE u.name = @name", parameters: [{ name: "@name", value: String(${data}) }] }).fetchAll()`,
  }),
  sqlSink("Athena", {
    packages: { "@aws-sdk/client-athena": "3.700.0" },
    imports: [["{ StartQueryExecutionCommand }", "@aws-sdk/client-athena"]],
    call: (text) => `new StartQueryExecutionCommand({ QueryString: ${text} })`,
    safe: (data) =>
      `new StartQueryExecutionCommand({ QueryString: "SELECT * FROM users WHERE name = ?", ExecutionParameters: [String(${data})] })`,
  }),
  {
    name: "script of Elasticsearch",
    rule: "no-code-injection",
    packages: { "@elastic/elasticsearch": "8.15.0" },
    imports: [["{ Client }", "@elastic/elasticsearch"]],
    setup: "const index = new Client({})",
    use: (data) =>
      `await index.search({ index: "x", query: { script_score: { query: { match_all: {} }, script: { source: "_score * doc['" + ${data} + "'].value" } } } })`,
    safe: [
      (data) => `await index.search({ index: "x", query: { bool: { must: [{ match: { title: ${data} } }] } } })`,
      (data) =>
        `await index.search({ query: { script_score: { script: { source: "_score * params.factor", params: { factor: ${data} } } } } })`,
    ],
  },
  {
    name: "couchdb selector",
    rule: "no-nosql-injection",
    takesShape: true,
    packages: { nano: "10.1.0" },
    imports: [["nano", "nano"]],
    setup: "const notes = nano('http://x').use('notes')",
    use: (data) => `await notes.find({ selector: { type: "note", name: ${data} } })`,
    safe: [
      (data) => `await notes.find({ selector: { type: "note", name: String(${data}) } })`,
      (data) => `await notes.find({ selector: { type: "note" }, bookmark: ${data} })`,
    ],
  },
  {
    name: "shell of another machine",
    rule: "no-command-injection",
    packages: { ssh2: "1.16.0" },
    imports: [["{ Client }", "ssh2"]],
    use: (data) =>
      `const machine = new Client(); machine.on("ready", () => { machine.exec("journalctl --unit " + ${data}, (error, stream) => {}) })`,
    safe: [
      (data) => `const machine = new Client(); machine.exec("journalctl --lines " + Number(${data}), () => {})`,
      (data) =>
        `const machine = new Client(); if (!/^[\\w.-]+$/.test(${data})) return; machine.exec("journalctl --unit " + ${data}, () => {})`,
    ],
  },
  {
    name: "JSONPath with eval",
    rule: "no-code-injection",
    packages: { "jsonpath-plus": "7.2.0" },
    imports: [["{ JSONPath }", "jsonpath-plus"]],
    use: (data) => `JSONPath({ path: ${data}, json: {} })`,
    safe: [
      (data) => `JSONPath({ path: ${data}, json: {}, eval: false })`,
      (data) => `JSONPath({ path: ${data}, json: {}, eval: "safe" })`,
      (data) => `JSONPath({ path: "$.name", json: ${data} })`,
    ],
  },
  {
    name: "JSONPath without eval",
    rule: "no-code-injection",
    packages: { "jsonpath-plus": "10.3.0" },
    imports: [["{ JSONPath }", "jsonpath-plus"]],
    use: (data) => `JSONPath({ path: ${data}, json: {}, eval: "native" })`,
    safe: [(data) => `JSONPath({ path: ${data}, json: {} })`],
  },
  {
    name: "template of a single file of lodash",
    rule: "no-template-injection",
    packages: { lodash: "4.17.21" },
    imports: [["compile", "lodash/template"]],
    use: (data) => `compile(String(${data}))({ name: "x" })`,
    safe: [(data) => `compile("Hello <%- name %>")({ name: String(${data}) })`],
  },
  {
    name: "stylesheet",
    rule: "no-template-injection",
    packages: { libxslt: "0.10.0" },
    imports: [["xslt", "libxslt"]],
    use: (data) => 'xslt.parse(`<xsl:sort select="${' + data + '}"/>`)',
    safe: [(data) => `xslt.parse("<xsl:sort select='title'/>").apply("<a>" + Number(${data}) + "</a>")`],
  },
]
