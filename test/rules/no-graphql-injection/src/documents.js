// @ts-nocheck fixture
import { ApolloClient } from "@apollo/client"
import express from "express"
import { gql, request } from "graphql-request"
import { FIELDS } from "./fields.js"

const app = express()
const client = new ApolloClient({ uri: process.env.CATALOGUE })

app.get("/search", async (req, res) => {
  const query = gql`query { search(term: "${req.query.term}") { id } }`
  // ruleid: no-graphql-injection
  res.json(await request(process.env.CATALOGUE, query))
})

app.get("/items", async (req, res) => {
  // ruleid: no-graphql-injection
  const { data } = await client.query({ query: gql`{ item(id: "${req.query.id}") { name } }` })
  // ok: no-graphql-injection
  await client.query({ query: gql`query ($id: ID!) { item(id: $id) { ${FIELDS} } }`, variables: { id: req.query.id } })
  res.json(data)
})
