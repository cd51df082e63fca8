const { GraphQLFloat, GraphQLInputObjectType, GraphQLString } = require("graphql")

exports.OrderRange = new GraphQLInputObjectType({
  name: "OrderRange",
  fields: () => ({ least: { type: GraphQLFloat }, note: { type: GraphQLString } }),
})
