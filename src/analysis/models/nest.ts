import { codeKinds } from "./model.ts"
import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://docs.nestjs.com/fundamentals/execution-context
const context: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: {},
  methods: { "switchToWs.getData": EVERYTHING, "switchToRpc.getData": EVERYTHING },
  opens: { switchToHttp: null, switchToWs: null, switchToRpc: null, "switchToHttp.getRequest": "Express" },
}

/** Request data come in through parameter decorators; the properties here are the decorators' names. */
export const nest: TechnologyModel = {
  technology: "NestJS",
  packages: ["@nestjs/common"],
  request: {
    framework: "NestJS",
    parameter: -1,
    properties: {
      Query: EVERYTHING,
      Body: EVERYTHING,
      Param: TEXT,
      Headers: TEXT,
      Cookies: TEXT,
      // Gateways of sockets, and GraphQL, whose types keep objects out of what is declared a text.
      MessageBody: EVERYTHING,
      // Consumers of queues and of other transports between services.
      Payload: EVERYTHING,
      Args: TEXT,
      Arg: TEXT,
      UploadedFiles: ["string"],
      // routing-controllers, tsoa, Ts.ED and inversify-express-utils.
      QueryParam: TEXT,
      QueryParams: EVERYTHING,
      Queries: EVERYTHING,
      BodyParam: EVERYTHING,
      BodyParams: EVERYTHING,
      BodyProp: EVERYTHING,
      Params: TEXT,
      Path: TEXT,
      PathParams: TEXT,
      HeaderParam: TEXT,
      CookieParam: TEXT,
      requestBody: EVERYTHING,
      requestParam: TEXT,
      queryParam: EVERYTHING,
    },
    methods: {},
    returns: { kind: "html", unless: "html-escaped" },
  },
  listeners: [
    {
      where: ["@nestjs/common"],
      member: /^(?:canActivate|intercept)$/,
      gives: [{ parameter: 0, request: context }],
      label: "whatever this guards",
    },
    // Other frameworks whose controllers are handed data by decorators.
    {
      where: ["routing-controllers", "tsoa", "@tsoa/runtime", "@tsed/common", "@tsed/platform-http", "inversify-express-utils"],
      decorator: /^(?:http)?(?:Get|Post|Put|Patch|Delete|All)$/,
      gives: [],
      label: "this handler",
    },
    // https://docs.nestjs.com/microservices/basics: without a decorator the message comes first, in gateways behind the socket.
    {
      where: ["@nestjs/microservices"],
      decorator: /^(?:MessagePattern|EventPattern|GrpcMethod)$/,
      gives: [{ parameter: 0, controls: EVERYTHING }],
      only: codeKinds,
      label: "a message of another service",
    },
  ],
}
