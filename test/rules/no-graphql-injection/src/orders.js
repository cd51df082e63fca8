const express = require("express")
const { GraphQLClient, request, gql } = require("graphql-request")

const app = express()
const client = new GraphQLClient("https://orders.internal/graphql")

app.get("/orders/:id", async (req, res) => {
  // ruleid: no-graphql-injection
  res.json(await client.request(`{ order(id: "${req.params.id}") { total } }`))
})

app.get("/invoices/:id", async (req, res) => {
  // ruleid: no-graphql-injection
  res.json(await request("https://orders.internal/graphql", '{ invoice(id: "' + req.params.id + '") { total } }'))
})

const ORDER = gql`
  query ($id: ID!) {
    order(id: $id) {
      total
    }
  }
`
app.get("/safe/:id", async (req, res) => {
  // ok: no-graphql-injection
  res.json(await client.request(ORDER, { id: req.params.id }))
})
