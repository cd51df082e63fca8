module.exports = {
  apps: [
    { name: "shop", script: "src/main.js", instances: "max" },
    { name: "shop-dev", script: "src/main.js", instances: 2, watch: true },
  ],
}
