import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
const gateway: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: {
    body: TEXT,
    queryStringParameters: TEXT,
    multiValueQueryStringParameters: TEXT,
    pathParameters: TEXT,
    headers: TEXT,
    multiValueHeaders: TEXT,
    rawPath: TEXT,
    rawQueryString: TEXT,
    cookies: TEXT,
    "requestContext.http.path": TEXT,
  },
  methods: {},
  returns: { kind: "html", unless: "html-escaped", property: "body" },
}

// https://learn.microsoft.com/azure/azure-functions/functions-reference-node
const azureRequest: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { url: TEXT, params: TEXT, headers: TEXT, query: TEXT, body: EVERYTHING, rawBody: TEXT },
  methods: { json: EVERYTHING, text: TEXT, formData: TEXT, "query.get": TEXT, "headers.get": TEXT },
}

const azureContext: RequestModel = {
  ...azureRequest,
  properties: { ...below("req", azureRequest.properties), bindingData: TEXT },
  methods: below("req", azureRequest.methods),
}

function below<T>(name: string, properties: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(properties).map(([path, value]) => [`${name}.${path}`, value]))
}

const express: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { url: TEXT, path: TEXT, originalUrl: TEXT, query: EVERYTHING, body: EVERYTHING, params: TEXT, headers: TEXT, rawBody: TEXT },
  methods: { get: TEXT, header: TEXT },
}
const call: RequestModel = { framework: "Node.js", parameter: 0, properties: { data: EVERYTHING }, methods: {} }

/** How such a function is called where it is named. */
export const FUNCTION_LABEL = "this function"

/** Functions that a cloud provider calls with what came over HTTP. */
export const functionServices: TechnologyModel = {
  technology: "Cloud functions",
  packages: [],
  listeners: [
    {
      where: [
        "@types/aws-lambda",
        "aws-lambda",
        "serverless",
        "@middy/core",
        "serverless.yml",
        "serverless.yaml",
        "serverless.ts",
        "template.yaml",
        "template.yml",
        "samconfig.toml",
      ],
      says: /\b(?:queryStringParameters|multiValueQueryStringParameters|rawQueryString)\b|\bevent\b[^;]{0,40}\.(?:queryStringParameters|pathParameters|rawQueryString|multiValueHeaders)\b|\bJSON\.parse\(event\.body\b|\bevent\.isBase64Encoded\b/,
      exported: /^(?:\w+H|h|lambdaH)andler$|^main$/,
      gives: [{ parameter: 0, request: gateway }],
      label: FUNCTION_LABEL,
    },
    {
      where: ["@azure/functions"],
      call: "@azure/functions.app.http",
      handler: "handler",
      gives: [{ parameter: 0, request: azureRequest }],
      label: FUNCTION_LABEL,
    },
    ...["get", "post", "put", "patch", "deleteRequest"].flatMap((method) =>
      (["handler", 1] as const).map((handler) => ({
        where: ["@azure/functions"],
        call: `@azure/functions.app.${method}`,
        handler,
        gives: [{ parameter: 0, request: azureRequest }],
        label: FUNCTION_LABEL,
      })),
    ),
    {
      // Version 3 of the programming model: `module.exports = async function (context, req)`.
      where: ["@azure/functions", "host.json"],
      exported: /^(?:default|run|index)$/,
      gives: [
        { parameter: 1, request: azureRequest },
        { parameter: 0, request: azureContext },
      ],
      label: FUNCTION_LABEL,
    },
    {
      where: ["@google-cloud/functions-framework"],
      call: "@google-cloud/functions-framework.http",
      handler: 1,
      gives: [{ parameter: 0, request: express }],
      label: FUNCTION_LABEL,
    },
    ...["firebase-functions.https.onRequest", "firebase-functions/v2/https.onRequest", "firebase-functions/https.onRequest"].flatMap(
      (path) =>
        [0, 1].map((handler) => ({
          where: ["firebase-functions"],
          call: path,
          handler,
          gives: [{ parameter: 0, request: express }],
          label: FUNCTION_LABEL,
        })),
    ),
    {
      where: ["firebase-functions"],
      call: "firebase-functions.https.onCall",
      handler: 0,
      gives: [{ parameter: 0, controls: EVERYTHING }],
      label: FUNCTION_LABEL,
    },
    ...["firebase-functions/v2/https.onCall", "firebase-functions/https.onCall"].map((path) => ({
      where: ["firebase-functions"],
      call: path,
      handler: 0,
      gives: [{ parameter: 0, request: call }],
      label: FUNCTION_LABEL,
    })),
  ],
}
