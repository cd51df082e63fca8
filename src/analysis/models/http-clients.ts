import type { TechnologyModel } from "./model.ts"

const METHODS = ["get", "post", "put", "patch", "delete", "head", "request"]

export const httpClients: TechnologyModel = {
  technology: "HTTP clients",
  packages: ["axios"],
  same: [
    { from: "axios.create()", to: "axios" },
    { from: "node-fetch", to: "globalThis.fetch" },
    { from: "undici.fetch", to: "globalThis.fetch" },
    { from: "got.extend()", to: "got" },
  ],
  sinks: [
    { call: "axios", kind: "url", arguments: [0], properties: ["url", "baseURL"], needs: "host" },
    { call: "got", kind: "url", arguments: [0], properties: ["url"], needs: "host" },
    ...METHODS.map(
      (method) => ({ call: `axios.${method}`, kind: "url", arguments: [0], properties: ["url", "baseURL"], needs: "host" }) as const,
    ),
    ...METHODS.map((method) => ({ call: `got.${method}`, kind: "url", arguments: [0], properties: ["url"], needs: "host" }) as const),
    { call: "undici.request", kind: "url", arguments: [0], needs: "host" },
    { call: "undici.stream", kind: "url", arguments: [0], needs: "host" },
    { call: "undici.Pool", kind: "url", arguments: [0], needs: "host" },
    ...["needle", "request", "superagent", "ky", "request-promise", "request-promise-native"]
      .flatMap((name) => [name, ...METHODS.map((method) => `${name}.${method}`)])
      .map((call) => ({ call, kind: "url", arguments: [0], properties: ["url", "uri"], needs: "host" }) as const),
    { call: "needle", kind: "url", arguments: [1], needs: "host" },
    ...METHODS.map(
      (method) =>
        ({
          call: `@nestjs/axios.HttpService().${method}`,
          kind: "url",
          arguments: [0],
          properties: ["url", "baseURL"],
          needs: "host",
        }) as const,
    ),
    ...METHODS.map(
      (method) =>
        ({
          call: `@nestjs/axios.HttpService().axiosRef.${method}`,
          kind: "url",
          arguments: [0],
          properties: ["url", "baseURL"],
          needs: "host",
        }) as const,
    ),
  ],
  facts: [
    ...["axios", "got", "ky", "needle", "superagent", "request-promise", "request-promise-native"].flatMap((client) => [
      { call: client, is: ["returns-promise", "http"] as const },
      ...METHODS.map((method) => ({ call: `${client}.${method}`, is: ["returns-promise", "http"] as const })),
    ]),
    ...["request", "stream"].map((method) => ({ call: `undici.${method}`, is: ["returns-promise", "http"] as const })),
    ...METHODS.map((method) => ({ call: `@nestjs/axios.HttpService().axiosRef.${method}`, is: ["returns-promise", "http"] as const })),
    // An observable: nothing is sent before somebody subscribes.
    ...METHODS.map((method) => ({ call: `@nestjs/axios.HttpService().${method}`, is: ["http"] as const })),
  ],
}
