import type { Technology } from "../../model/analysis.ts"

/** How a technology is told from package names, images and dialects. Order is the order of the report. */
export interface TechnologySign {
  readonly technology: string
  readonly category: Technology["category"]
  /** Package names; one ending in `/` stands for every package of the scope or prefix. */
  readonly packages: readonly string[]
  /** Names of container images without registry and tag. */
  readonly images?: readonly string[]
  /** Values of `provider`, `dialect`, `client` and `type` settings of ORMs. */
  readonly dialects?: readonly string[]
  /** File names whose presence is enough. */
  readonly files?: RegExp
}

export const technologySigns: readonly TechnologySign[] = [
  { technology: "TypeScript", category: "language", packages: ["typescript"], files: /(?:^|\/)tsconfig(?:\..+)?\.json$/ },
  { technology: "Express", category: "framework", packages: ["express"] },
  { technology: "Fastify", category: "framework", packages: ["fastify"] },
  { technology: "NestJS", category: "framework", packages: ["@nestjs/core", "@nestjs/common"] },
  { technology: "Koa", category: "framework", packages: ["koa"] },
  { technology: "Hapi", category: "framework", packages: ["@hapi/hapi", "hapi"] },
  { technology: "Hono", category: "framework", packages: ["hono"] },
  {
    technology: "MongoDB",
    category: "database",
    packages: ["mongodb", "mongoose", "@nestjs/mongoose"],
    images: ["mongo", "mongodb-community-server", "mongodb"],
    dialects: ["mongodb"],
  },
  {
    technology: "PostgreSQL",
    category: "database",
    packages: ["pg", "postgres", "pg-promise", "@neondatabase/serverless"],
    images: ["postgres", "postgresql", "postgis", "timescaledb"],
    dialects: ["postgresql", "postgres", "pg", "cockroachdb"],
  },
  {
    technology: "MySQL",
    category: "database",
    packages: ["mysql2", "mysql", "mariadb"],
    images: ["mysql", "mariadb"],
    dialects: ["mysql", "mysql2", "mariadb"],
  },
  { technology: "Redis", category: "database", packages: ["redis", "ioredis"], images: ["redis", "valkey"] },
  {
    technology: "SQLite",
    category: "database",
    packages: ["better-sqlite3", "sqlite3", "sqlite"],
    dialects: ["sqlite", "sqlite3", "better-sqlite3"],
  },
  { technology: "Mongoose", category: "orm", packages: ["mongoose"] },
  { technology: "Prisma", category: "orm", packages: ["@prisma/client", "prisma"], files: /(?:^|\/)schema\.prisma$/ },
  { technology: "TypeORM", category: "orm", packages: ["typeorm"] },
  { technology: "Sequelize", category: "orm", packages: ["sequelize", "sequelize-typescript", "@sequelize/core"] },
  { technology: "Knex", category: "orm", packages: ["knex"] },
  { technology: "Drizzle", category: "orm", packages: ["drizzle-orm"] },
  {
    technology: "JWT",
    category: "auth",
    packages: ["jsonwebtoken", "jose", "@nestjs/jwt", "@fastify/jwt", "express-jwt", "koa-jwt", "fast-jwt"],
  },
  {
    technology: "OAuth2",
    category: "auth",
    packages: [
      "oauth2-server",
      "simple-oauth2",
      "openid-client",
      "@node-oauth/oauth2-server",
      "@fastify/oauth2",
      "passport-oauth2",
      "passport-google-oauth20",
      "passport-github2",
      "@badgateway/oauth2-client",
    ],
  },
  { technology: "Passport", category: "auth", packages: ["passport", "@nestjs/passport", "koa-passport", "@fastify/passport"] },
  {
    technology: "Auth0",
    category: "auth",
    packages: ["auth0", "express-openid-connect", "express-oauth2-jwt-bearer", "passport-auth0", "@auth0/"],
  },
  { technology: "Jest", category: "testing", packages: ["jest", "ts-jest", "@jest/globals"] },
  { technology: "Mocha", category: "testing", packages: ["mocha"] },
  { technology: "Supertest", category: "testing", packages: ["supertest"] },
  { technology: "Chai", category: "testing", packages: ["chai"] },
  { technology: "Vitest", category: "testing", packages: ["vitest"] },
  { technology: "PM2", category: "tool", packages: ["pm2"], files: /(?:^|\/)ecosystem(?:\.config)?\.(?:[cm]?js|json|ya?ml)$/ },
  { technology: "Docker", category: "tool", packages: [], files: /(?:^|\/)(?:Dockerfile(?:\..+)?|(?:docker-)?compose(?:[.-].+)?\.ya?ml)$/ },
  { technology: "ESLint", category: "tool", packages: ["eslint"], files: /(?:^|\/)(?:\.eslintrc(?:\.\w+)?|eslint\.config\.[cm]?[jt]s)$/ },
  {
    technology: "Prettier",
    category: "tool",
    packages: ["prettier"],
    files: /(?:^|\/)(?:\.prettierrc(?:\.\w+)?|prettier\.config\.[cm]?js)$/,
  },
  { technology: "Nodemon", category: "tool", packages: ["nodemon"], files: /(?:^|\/)nodemon\.json$/ },
  { technology: "AWS SDK", category: "cloud", packages: ["aws-sdk", "@aws-sdk/"] },
  { technology: "Google Cloud", category: "cloud", packages: ["@google-cloud/", "firebase-admin"] },
  { technology: "Azure", category: "cloud", packages: ["@azure/", "azure-storage"] },
  {
    technology: "GraphQL",
    category: "api",
    packages: [
      "graphql",
      "@apollo/server",
      "apollo-server",
      "apollo-server-express",
      "@nestjs/graphql",
      "mercurius",
      "graphql-yoga",
      "type-graphql",
    ],
  },
  {
    technology: "OpenAPI",
    category: "api",
    packages: [
      "swagger-ui-express",
      "swagger-jsdoc",
      "@nestjs/swagger",
      "@fastify/swagger",
      "express-openapi-validator",
      "@hono/zod-openapi",
    ],
    files: /(?:^|\/)(?:openapi|swagger)\.(?:ya?ml|json)$/,
  },
  { technology: "BullMQ", category: "messaging", packages: ["bullmq", "@nestjs/bullmq", "bull"] },
  { technology: "Socket.IO", category: "messaging", packages: ["socket.io", "@nestjs/platform-socket.io"] },
]
