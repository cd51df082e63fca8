import http from "node:http"
import httpProxy from "http-proxy"

// ok: require-error-listener
const builds = httpProxy.createProxyServer({ xfwd: true })

http
  .createServer((req, res) => builds.web(req, res, { target: "http://build.internal" }, () => res.writeHead(502).end()))
  .listen(8082)
