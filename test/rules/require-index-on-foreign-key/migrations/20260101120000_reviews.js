// @ts-nocheck fixture
exports.up = (knex) =>
  knex.schema.createTable("reviews", (table) => {
    table.increments()
    // ruleid: require-index-on-foreign-key
    table.integer("article_id").notNullable().references("id").inTable("articles").onDelete("CASCADE")
    // ok: require-index-on-foreign-key
    table.integer("author_id").notNullable().references("id").inTable("authors").onDelete("CASCADE").index()
    // ok: require-index-on-foreign-key
    table.integer("shop_id").notNullable().references("id").inTable("shops").onDelete("CASCADE")
    table.index(["shop_id", "article_id"])
  })

exports.down = (knex) => knex.schema.dropTable("reviews")
