/** One table, model or collection as the repository declares it. */
export interface Table {
  readonly technology: "Prisma" | "Mongoose" | "TypeORM" | "Sequelize" | "Drizzle"
  /** As the code that queries it names it: `User`, `users`. */
  readonly name: string
  readonly path: string
  /** 1-based line of the declaration. */
  readonly line: number
  readonly columns: ReadonlyMap<string, Column>
  /** The columns of each index, unique constraint and key, in order. */
  readonly indexes: readonly Index[]
  /** Whether everything that could hold an index was readable; an index may stand where we cannot look. */
  readonly complete: boolean
}

export interface Column {
  readonly name: string
  /** `boolean` and `enum` columns have too few values for an index of their own to help. */
  readonly kind: "boolean" | "enum" | "other"
}

export interface Index {
  readonly columns: readonly string[]
  readonly unique: boolean
}

/** Whether an index helps to find rows by a column: it is the first of one. */
export function isIndexed(table: Table, column: string): boolean {
  return table.indexes.some((each) => each.columns[0] === column)
}

/** Whether the database keeps the values of a column unique by themselves. */
export function isUnique(table: Table, column: string): boolean {
  return table.indexes.some((each) => each.unique && each.columns.length === 1 && each.columns[0] === column)
}
