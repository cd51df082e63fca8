// @ts-nocheck fixture
export async function up(db) {
  await db.schema
    .createTable("pet")
    .addColumn("id", "integer", (column) => column.primaryKey())
    // ruleid: require-index-on-foreign-key
    .addColumn("owner_id", "integer", (column) => column.references("person.id").onDelete("cascade").notNull())
    // ok: require-index-on-foreign-key
    .addColumn("vet_id", "integer", (column) => column.references("vet.id").onDelete("set null"))
    // ok: require-index-on-foreign-key
    .addColumn("club_id", "integer", (column) => column.references("club.id").onDelete("cascade"))
    .addUniqueConstraint("pet_club", ["club_id", "name"])
    .execute()
  await db.schema.createIndex("pet_vet").on("pet").column("vet_id").execute()
}
