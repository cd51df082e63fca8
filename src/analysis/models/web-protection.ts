import type { TechnologyModel } from "./model.ts"

/** Middleware that protects a web application: forged requests, floods, headers. */
export const webProtection: TechnologyModel = {
  technology: "Web protection",
  packages: [],
  same: [
    { from: "express-rate-limit.rateLimit", to: "express-rate-limit" },
    { from: "csrf-csrf.doubleCsrf()", to: "csrf-csrf.doubleCsrf" },
  ],
  roles: [
    ...[
      "csurf",
      "csrf-csrf.doubleCsrf",
      "csrf-csrf.doubleCsrf.doubleCsrfProtection",
      "@fastify/csrf-protection",
      "lusca",
      "lusca.csrf",
      "koa-csrf",
      "csrf-sync.csrfSync",
      "hono/csrf.csrf",
      "@hapi/crumb",
      "tiny-csrf",
    ].map((call) => ({ call, is: ["csrf-check"] as const })),
    ...[
      "express-rate-limit",
      "express-slow-down",
      "@fastify/rate-limit",
      "rate-limiter-flexible.*",
      "@nestjs/throttler.ThrottlerModule.forRoot",
      "@nestjs/throttler.Throttle",
      "koa-ratelimit",
      "koa2-ratelimit.RateLimit.middleware",
      "hapi-rate-limit",
      "hono-rate-limiter.rateLimiter",
      "express-brute",
    ].map((call) => ({ call, is: ["rate-limit"] as const })),
    ...["helmet", "@fastify/helmet", "koa-helmet", "hono/secure-headers.secureHeaders", "lusca"].map((call) => ({
      call,
      is: ["security-headers"] as const,
    })),
    ...[
      "@bull-board/express.ExpressAdapter().getRouter",
      "bull-board.router",
      "bull-arena",
      "arena",
      "adminjs-express",
      "@adminjs/express.default.buildRouter",
      "@adminjs/express.buildRouter",
      "mongo-express",
      "express-status-monitor",
      "agendash",
    ].map((call) => ({ call, is: ["admin-page"] as const })),
  ],
}
