import type { TechnologyModel } from "./model.ts"

const READS = [
  "findOne",
  "findOneBy",
  "findOneOrFail",
  "findOneByOrFail",
  "count",
  "countBy",
  "exists",
  "existsBy",
  "exist",
  "sum",
  "average",
  "minimum",
  "maximum",
  "preload",
]
const CHANGES = [
  "save",
  "insert",
  "update",
  "delete",
  "remove",
  "upsert",
  "softDelete",
  "softRemove",
  "recover",
  "restore",
  "increment",
  "decrement",
  "clear",
]
const OWNERS = ["typeorm.Repository()", "typeorm.DataSource()"]

export const typeorm: TechnologyModel = {
  technology: "TypeORM",
  packages: ["typeorm"],
  same: [
    { from: "typeorm.Connection()", to: "typeorm.DataSource()" },
    { from: "typeorm.getConnection()", to: "typeorm.DataSource()" },
    { from: "typeorm.createConnection()", to: "typeorm.DataSource()" },
    { from: "typeorm.EntityManager()", to: "typeorm.DataSource()" },
    { from: "typeorm.QueryRunner()", to: "typeorm.DataSource()" },
    { from: "typeorm.getManager()", to: "typeorm.DataSource()" },
    { from: "typeorm.DataSource().manager", to: "typeorm.DataSource()" },
    { from: "typeorm.DataSource().createQueryRunner()", to: "typeorm.DataSource()" },
    { from: "typeorm.DataSource().getRepository()", to: "typeorm.Repository()" },
    { from: "typeorm.getRepository()", to: "typeorm.Repository()" },
    { from: "typeorm.Repository().createQueryBuilder()", to: "typeorm.SelectQueryBuilder()" },
    { from: "typeorm.DataSource().createQueryBuilder()", to: "typeorm.SelectQueryBuilder()" },
    ...[
      "where",
      "andWhere",
      "orWhere",
      "leftJoin",
      "leftJoinAndSelect",
      "innerJoin",
      "innerJoinAndSelect",
      "select",
      "addSelect",
      "from",
      "skip",
      "take",
      "limit",
      "offset",
      "orderBy",
      "addOrderBy",
      "groupBy",
      "having",
      "setParameter",
      "setParameters",
    ].map((method) => ({ from: `typeorm.SelectQueryBuilder().${method}()`, to: "typeorm.SelectQueryBuilder()" })),
  ],
  sinks: [
    ...["save", "insert", "create", "upsert", "update"].map(
      (method) =>
        ({
          call: `typeorm.Repository().${method}`,
          kind: "mass-assignment",
          arguments: [method === "update" ? 1 : 0],
          properties: ["*"],
          needs: "shape",
        }) as const,
    ),
    { call: "typeorm.DataSource().query", kind: "sql", arguments: [0], needs: "string" },
    { call: "typeorm.Repository().query", kind: "sql", arguments: [0], needs: "string" },
    ...["where", "andWhere", "orWhere", "having", "orderBy", "addOrderBy", "groupBy", "select", "addSelect"].map(
      (method) => ({ call: `typeorm.SelectQueryBuilder().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
  ],
  namedSinks: [
    {
      receiver: /^(?:dataSource|entityManager|manager|queryRunner|\w*[rR]epository|\w*Repo)$/,
      method: "query",
      kind: "sql",
      arguments: [0],
      needs: "string",
    },
  ],
  facts: [
    ...OWNERS.flatMap((owner) => [
      ...READS.map((method) => ({ call: `${owner}.${method}`, is: ["returns-promise", "db-read"] as const })),
      ...["find", "findBy", "findAndCount", "findAndCountBy"].map((method) => ({
        call: `${owner}.${method}`,
        is: ["returns-promise", "db-list"] as const,
      })),
      ...CHANGES.map((method) => ({ call: `${owner}.${method}`, is: ["returns-promise", "db-write"] as const })),
    ]),
    { call: "typeorm.DataSource().query", is: ["returns-promise", "db-read"] },
    ...["startTransaction", "commitTransaction", "rollbackTransaction", "transaction"].map((method) => ({
      call: `typeorm.DataSource().${method}`,
      is: ["returns-promise"] as const,
    })),
    ...["getOne", "getOneOrFail", "getRawOne", "getCount", "getExists"].map((method) => ({
      call: `typeorm.SelectQueryBuilder().${method}`,
      is: ["returns-promise", "db-read"] as const,
    })),
    ...["getMany", "getRawMany", "getManyAndCount", "getRawAndEntities"].map((method) => ({
      call: `typeorm.SelectQueryBuilder().${method}`,
      is: ["returns-promise", "db-list"] as const,
    })),
  ],
  namedFacts: [{ receiver: /(?:Repository|Repo)$/, methods: READS, is: ["returns-promise", "db-read"] }],
}
