import type { TechnologyModel } from "./model.ts"

const METHODS = ["get", "post", "put", "patch", "delete", "head", "request"]

// Whatever fetches an address it is given, each with the place of the address.
const OTHERS: readonly { call: string; at?: number; properties?: readonly string[] }[] = [
  { call: "@hapi/wreck.get" },
  { call: "@hapi/wreck.post" },
  { call: "@hapi/wreck.read" },
  { call: "@hapi/wreck.request", at: 1 },
  { call: "ofetch.ofetch" },
  { call: "ofetch.$fetch" },
  { call: "urllib.request" },
  { call: "urllib.curl" },
  { call: "gaxios.request", properties: ["url", "baseURL"] },
  { call: "gaxios.Gaxios().request", properties: ["url", "baseURL"] },
  { call: "phin", properties: ["url"] },
  { call: "centra" },
  { call: "bent" },
  { call: "simple-get", properties: ["url"] },
  { call: "simple-get.concat", properties: ["url"] },
  { call: "wretch" },
  { call: "soap.createClient" },
  { call: "soap.createClientAsync" },
  { call: "ws" },
  { call: "ws.WebSocket" },
  { call: "socket.io-client.io" },
  { call: "socket.io-client" },
  { call: "jsdom.JSDOM.fromURL" },
  { call: "rss-parser().parseURL" },
  { call: "open-graph-scraper", properties: ["url"] },
  { call: "link-preview-js.getLinkPreview" },
  { call: "jimp.read" },
  { call: "jimp.Jimp.read" },
  { call: "canvas.loadImage" },
  { call: "download" },
  { call: "image-downloader.image", properties: ["url"] },
  { call: "http-proxy.createProxyServer().web", at: 2, properties: ["target"] },
  { call: "http-proxy-middleware.createProxyMiddleware", properties: ["target"] },
  { call: "express-http-proxy" },
  { call: "aws-sdk.S3", properties: ["endpoint"] },
  { call: "aws-sdk.Endpoint" },
  { call: "@aws-sdk/client-s3.S3Client", properties: ["endpoint"] },
  { call: "@aws-sdk/client-s3.S3", properties: ["endpoint"] },
]

export const httpClients: TechnologyModel = {
  technology: "HTTP clients",
  packages: ["axios"],
  same: [
    { from: "axios.create()", to: "axios" },
    { from: "node-fetch", to: "globalThis.fetch" },
    { from: "undici.fetch", to: "globalThis.fetch" },
    { from: "cross-fetch", to: "globalThis.fetch" },
    { from: "cross-fetch.fetch", to: "globalThis.fetch" },
    { from: "isomorphic-fetch", to: "globalThis.fetch" },
    { from: "isomorphic-unfetch", to: "globalThis.fetch" },
    { from: "node-fetch-native", to: "globalThis.fetch" },
    { from: "node-fetch-native.fetch", to: "globalThis.fetch" },
    { from: "make-fetch-happen", to: "globalThis.fetch" },
    { from: "fetch-retry()", to: "globalThis.fetch" },
    { from: "axios.default", to: "axios" },
    { from: "axios.Axios()", to: "axios" },
    { from: "axios.AxiosInstance()", to: "axios" },
    { from: "got.got", to: "got" },
    { from: "needle.default", to: "needle" },
    { from: "ky.create()", to: "ky" },
    { from: "request.defaults()", to: "request" },
    { from: "superagent.agent()", to: "superagent" },
    { from: "got.extend()", to: "got" },
    { from: "puppeteer-core", to: "puppeteer" },
    { from: "puppeteer-extra", to: "puppeteer" },
    { from: "puppeteer.default", to: "puppeteer" },
    { from: "puppeteer.connect()", to: "puppeteer.launch()" },
    ...["chromium", "firefox", "webkit"].flatMap((browser) =>
      ["playwright", "playwright-core", "playwright-chromium"].map((name) => ({
        from: `${name}.${browser}.launch()`,
        to: "puppeteer.launch()",
      })),
    ),
    { from: "puppeteer.Browser()", to: "puppeteer.launch()" },
    ...["createIncognitoBrowserContext", "createBrowserContext", "newContext", "defaultBrowserContext"].map((method) => ({
      from: `puppeteer.launch().${method}()`,
      to: "puppeteer.launch()",
    })),
    { from: "puppeteer.launch().newPage()", to: "puppeteer.Page()" },
    { from: "playwright.Page()", to: "puppeteer.Page()" },
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
    ...["Pool", "Client", "connect", "pipeline", "upgrade"].map(
      (name) => ({ call: `undici.${name}`, kind: "url", arguments: [0], needs: "host" }) as const,
    ),
    { call: "axios.create", kind: "url", arguments: [0], properties: ["baseURL"], needs: "host" },
    { call: "got.extend", kind: "url", arguments: [0], properties: ["prefixUrl"], needs: "host" },
    { call: "got.stream", kind: "url", arguments: [0], properties: ["url"], needs: "host" },
    ...OTHERS.map(
      ({ call, at, properties }) =>
        ({ call, kind: "url", arguments: [at ?? 0], ...(properties ? { properties } : {}), needs: "host" }) as const,
    ),
    // What a browser on the server is given to show, by itself or inside a maker of PDFs.
    ...["puppeteer.Page().setContent", "html-pdf.create", "wkhtmltopdf"].map(
      (call) => ({ call, kind: "page", arguments: [0], needs: "string", unless: "html-escaped" }) as const,
    ),
    ...["html-pdf-node.generatePdf", "html-pdf-node.generatePdfs"].map(
      (call) => ({ call, kind: "page", arguments: [0], properties: ["content"], needs: "string", unless: "html-escaped" }) as const,
    ),
    ...["goto", "navigate"].map((method) => ({ call: `puppeteer.Page().${method}`, kind: "url", arguments: [0], needs: "host" }) as const),
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
  namedSinks: [
    { receiver: /^(?:page|browserPage|tab)$/, method: "goto", kind: "url", arguments: [0], needs: "host" },
    { receiver: /^(?:page|browserPage|tab)$/, method: "setContent", kind: "page", arguments: [0], needs: "string", unless: "html-escaped" },
  ],
}
