import type { TechnologyModel } from "./model.ts"

// What stands below these is a value; an object in its place is refused.
const OPERATORS =
  "equals in notIn lt lte gt gte contains startsWith endsWith search mode has hasSome hasEvery isEmpty array_contains string_contains".split(
    " ",
  )

export const prisma: TechnologyModel = {
  technology: "Prisma",
  packages: ["@prisma/client"],
  // What the callback of a transaction is handed: https://www.prisma.io/docs/orm/prisma-client/queries/transactions
  same: [{ from: "@prisma/client.Prisma.TransactionClient()", to: "@prisma/client.PrismaClient()" }],
  sinks: [
    { call: "@prisma/client.PrismaClient().$queryRawUnsafe", kind: "sql", arguments: [0], needs: "string" },
    { call: "@prisma/client.PrismaClient().$executeRawUnsafe", kind: "sql", arguments: [0], needs: "string" },
    ...["create", "update", "updateMany", "createMany", "upsert"].map(
      (method) =>
        ({
          call: `@prisma/client.PrismaClient().*.${method}`,
          kind: "mass-assignment",
          arguments: [0],
          properties: ["data", "create", "update"],
          needs: "shape",
        }) as const,
    ),
    // A filter takes objects in the place of values, `{ not: "" }`: https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators.
    // `findUnique`, `update` and `delete` want the value itself.
    ...["findFirst", "findFirstOrThrow", "findMany", "count", "updateMany", "deleteMany"].map(
      (method) =>
        ({
          call: `@prisma/client.PrismaClient().*.${method}`,
          kind: "nosql",
          arguments: [0],
          properties: ["where"],
          except: OPERATORS,
          needs: "shape",
        }) as const,
    ),
    ...["$queryRaw", "$executeRaw"].map(
      (method) => ({ call: `@prisma/client.PrismaClient().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    { call: "@prisma/client.PrismaClient().$runCommandRaw", kind: "nosql", arguments: [0], needs: "shape" },
    { call: "@prisma/client.Prisma.raw", kind: "sql", arguments: [0], needs: "string" },
  ],
  namedSinks: [
    ...["create", "update", "updateMany", "createMany", "upsert"].map(
      (method) =>
        ({
          receiver: /^(?:this\.)?_?prisma\w{0,20}\.\w+$/i,
          method,
          kind: "mass-assignment",
          arguments: [0],
          properties: ["data", "create", "update"],
          needs: "shape",
        }) as const,
    ),
    { receiver: /^Prisma$/, method: "raw", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /^(?:prisma|tx|db)\w*$/i, method: "$queryRaw", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /^(?:prisma|tx|db)\w*$/i, method: "$executeRaw", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /./, method: "$queryRawUnsafe", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /./, method: "$executeRawUnsafe", kind: "sql", arguments: [0], needs: "string" },
  ],
  facts: [
    ...["findMany", "groupBy"].map((method) => ({
      call: `@prisma/client.PrismaClient().*.${method}`,
      is: ["returns-promise", "db-list"] as const,
    })),
    ...["findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow", "count", "aggregate"].map((method) => ({
      call: `@prisma/client.PrismaClient().*.${method}`,
      is: ["returns-promise", "db-read"] as const,
    })),
    ...["create", "update", "upsert", "delete", "createMany", "createManyAndReturn", "updateMany", "deleteMany"].map((method) => ({
      call: `@prisma/client.PrismaClient().*.${method}`,
      is: ["returns-promise", "db-write"] as const,
    })),
    ...["$queryRaw", "$queryRawUnsafe"].map((method) => ({
      call: `@prisma/client.PrismaClient().${method}`,
      is: ["returns-promise", "db-read"] as const,
    })),
    ...["$executeRaw", "$executeRawUnsafe"].map((method) => ({
      call: `@prisma/client.PrismaClient().${method}`,
      is: ["returns-promise", "db-write"] as const,
    })),
  ],
  namedFacts: [
    {
      receiver: /^(?:prisma|db|tx|trx)\.\w+$/,
      methods: ["findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow", "count", "aggregate"],
      is: ["returns-promise", "db-read"],
    },
    { receiver: /^(?:prisma|db|tx|trx)\.\w+$/, methods: ["findMany", "groupBy"], is: ["returns-promise", "db-list"] },
    {
      receiver: /^(?:prisma|tx|trx)\.\w+$/,
      methods: ["create", "update", "upsert", "delete", "createMany", "updateMany", "deleteMany"],
      is: ["returns-promise", "db-write"],
    },
  ],
  rows: {
    one: ["findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow", "create", "update", "upsert"],
    many: ["findMany", "createManyAndReturn"],
    keeps: {
      create: { argument: 0, properties: ["data"] },
      createMany: { argument: 0, properties: ["data"] },
      update: { argument: 0, properties: ["data"] },
      updateMany: { argument: 0, properties: ["data"] },
      upsert: { argument: 0, properties: ["create", "update"] },
    },
    rowKeeps: [],
    same: [],
  },
}
