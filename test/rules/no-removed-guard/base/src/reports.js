const express = require("express")
const { guardReports } = require("./auth")
const reports = express()

reports.get("/reports", guardReports({ roles: ["accountant"], status: 200 }), async (req, res) => {
  res.json(await list())
})
