module.exports = {
  apps: [
    {
      name: "worker",
      script: "worker.js",
      env_production: {
        NODE_ENV: "production",
        // ruleid: no-tls-verification-off
        NODE_TLS_REJECT_UNAUTHORIZED: "0",
      },
      env_development: {
        // ok: no-tls-verification-off
        NODE_TLS_REJECT_UNAUTHORIZED: 0,
      },
    },
    // ok: no-tls-verification-off
    { name: "api", script: "api.js", env: { NODE_TLS_REJECT_UNAUTHORIZED: "1", NODE_EXTRA_CA_CERTS: "/etc/ca.pem" } },
  ],
}
