import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const
const PACKAGES = ["react-router", "@react-router/node", "@remix-run/node", "@remix-run/server-runtime", "@remix-run/react"]

// https://reactrouter.com/start/framework/data-loading, https://reactrouter.com/start/framework/actions
const given: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { params: TEXT, "request.url": TEXT, "request.headers": TEXT },
  methods: { "request.json": EVERYTHING, "request.text": TEXT, "request.formData": TEXT, "request.headers.get": TEXT },
}

/** Loaders and actions of React Router and of Remix, which became it. */
export const remix: TechnologyModel = {
  technology: "React Router",
  packages: PACKAGES,
  listeners: [
    {
      where: ["@react-router/node", "@remix-run/node", "@remix-run/server-runtime"],
      files: /(?:^|\/)app\/(?:routes|pages)\/.+\.[jt]sx?$/,
      exported: /^(?:loader|action)$/,
      gives: [{ parameter: 0, request: given }],
      label: "this route",
    },
  ],
  sinks: ["redirect", "redirectDocument"].map((name) => ({
    call: `react-router.${name}`,
    kind: "redirect",
    arguments: [0],
    needs: "host",
  })),
}
