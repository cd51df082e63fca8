const express = require("express")
const { guardReports } = require("./auth")
const reports = express()

// ok: no-removed-guard
reports.get(
  "/reports",
  guardReports({
    roles: ["accountant"],
    status: 200,
    response: reportSchema.partial({ executionStatistics: true, attachments: true }).array(),
    responseForDocumentation: documentedReportSchema.partial({ executionStatistics: true, attachments: true }).array(),
  }),
  async (req, res) => {
    res.json(await list())
  },
)
