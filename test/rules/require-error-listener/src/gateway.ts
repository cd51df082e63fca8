import http from "node:http"
import httpProxy from "http-proxy"

// ruleid: require-error-listener
const stages = httpProxy.createProxyServer({ xfwd: true })

http.createServer((req, res) => stages.web(req, res, { target: "http://stage.internal" })).listen(8081)
