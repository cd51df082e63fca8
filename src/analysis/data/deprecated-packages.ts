/** A package whose authors, or whose registry entry, say that it should no longer be used. Checked in November 2026. */
export interface DeprecatedPackage {
  /** Since when, as precisely as it is known. */
  readonly since: string
  readonly instead: string
  /** What goes on being wrong with it, as the end of a sentence. */
  readonly because: string
  /** Security mistakes in it are known and will not be mended. */
  readonly isUnsafe?: boolean
  /** Only majors below this one are meant; all of them when left out. */
  readonly below?: number
}

export const deprecatedPackages: Readonly<Record<string, DeprecatedPackage>> = {
  request: {
    since: "2020",
    instead: "`fetch` of Node, `undici` or `got`",
    because: "it lets a redirect reach internal addresses (CVE-2023-28155) and gets no fixes",
    isUnsafe: true,
  },
  "request-promise": { since: "2020", instead: "`fetch` of Node, `undici` or `got`", because: "it wraps `request`, which gets no fixes" },
  "request-promise-native": {
    since: "2020",
    instead: "`fetch` of Node, `undici` or `got`",
    because: "it wraps `request`, which gets no fixes",
  },
  "node-uuid": { since: "2017", instead: "`crypto.randomUUID()` or `uuid`", because: "it was renamed and gets no fixes" },
  vm2: {
    since: "2023",
    instead: "`isolated-vm` or a process of its own",
    because: "code escapes from its sandbox in known ways (CVE-2023-37466, CVE-2023-37903)",
    isUnsafe: true,
  },
  csurf: {
    since: "2022",
    instead: "`csrf-csrf` or cookies with `SameSite`",
    because: "its protection can be circumvented",
    isUnsafe: true,
  },
  "apollo-server": { since: "2024", instead: "`@apollo/server`", because: "it gets no security fixes" },
  "apollo-server-express": {
    since: "2024",
    instead: "`@apollo/server` with `@as-integrations/express5`",
    because: "it gets no security fixes",
  },
  "apollo-server-core": { since: "2024", instead: "`@apollo/server`", because: "it gets no security fixes" },
  "subscriptions-transport-ws": { since: "2021", instead: "`graphql-ws`", because: "it gets no fixes" },
  "aws-sdk": { since: "2025", instead: "the clients of `@aws-sdk/`", because: "version 2 reached its end of support" },
  "azure-storage": { since: "2023", instead: "`@azure/storage-blob` and its siblings", because: "it gets no fixes" },
  crypto: { since: "2017", instead: "`node:crypto`", because: "the package on the registry is empty; the module comes with Node" },
  hapi: { since: "2019", instead: "`@hapi/hapi`", because: "it gets no security fixes", isUnsafe: true },
  boom: { since: "2019", instead: "`@hapi/boom`", because: "it gets no fixes" },
  hoek: { since: "2019", instead: "`@hapi/hoek`", because: "it gets no security fixes" },
  "@hapi/joi": { since: "2020", instead: "`joi`", because: "it gets no fixes" },
  "bcrypt-nodejs": { since: "2017", instead: "`bcrypt` or `bcryptjs`", because: "nobody maintains it" },
  "oauth2-server": { since: "2021", instead: "`@node-oauth/oauth2-server`", because: "nobody maintains it", isUnsafe: true },
  jade: { since: "2016", instead: "`pug`", because: "it was renamed and gets no fixes" },
  swig: { since: "2015", instead: "`nunjucks`", because: "nobody maintains it", isUnsafe: true },
  "swig-templates": {
    since: "2023",
    instead: "`nunjucks`",
    because: "files outside the folder of the templates can be read through it (CVE-2023-25345)",
    isUnsafe: true,
  },
  istanbul: { since: "2019", instead: "`c8` or `nyc`", because: "it does not know today's syntax" },
  tslint: { since: "2020", instead: "`typescript-eslint`", because: "nobody maintains it" },
  "babel-eslint": { since: "2020", instead: "`@babel/eslint-parser`", because: "it gets no fixes" },
  "node-pre-gyp": { since: "2021", instead: "`@mapbox/node-pre-gyp`", because: "it was renamed and gets no fixes" },
  faker: { since: "2022", instead: "`@faker-js/faker`", because: "its author removed the code" },
  "graphql-tools": { since: "2021", instead: "`@graphql-tools/schema`", because: "it was split into `@graphql-tools/` and gets no fixes" },
  loopback: { since: "2020", instead: "`@loopback/core`", because: "it gets no security fixes", isUnsafe: true },
  "connect-mongodb-session": { since: "2024", instead: "`connect-mongo`", because: "nobody maintains it" },
  multer: {
    since: "2025",
    instead: "`multer` 2",
    because: "a request can bring the process down (CVE-2025-47935, CVE-2025-47944)",
    isUnsafe: true,
    below: 2,
  },
}
