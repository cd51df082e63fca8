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
  /** Whether a text fits in: no number, date or id of the database's own. */
  readonly isText: boolean
  /** Whether code of the model changes a value before it is kept. */
  readonly hasSetter?: true
  /** The table whose rows stand in its place once they are asked for, and whether it is a list of them. */
  readonly refersTo?: { readonly table: string; readonly isList: boolean }
}

export interface Index {
  readonly columns: readonly string[]
  readonly unique: boolean
}

/** A column that points to a row of another table, and for which the schema declares no index. */
export interface ForeignKey {
  /** As the schema names the table it is in. */
  readonly table: string
  readonly column: string
  /** The table it points to; `null` where the text does not say. */
  readonly target: string | null
  /** 1-based line of the declaration. */
  readonly line: number
  /** Whether deleting the other row deletes or changes rows of this table. */
  readonly cascades: boolean
  /** What to write, in a sentence. */
  readonly advice: string
}

// Tables that people fill by hand stay small.
const FEW_ROWS =
  /countr|currenc|language|locale|setting|config|role|permission|categor|tag|label|status|type|unit|plan|feature|flag|platform|region|tenant|organi[sz]ation/i

/** Whether a table of this name holds few rows as a rule: then reading all of it costs nothing. */
export function isFewRows(name: string): boolean {
  return FEW_ROWS.test(name)
}

/** Whether an index helps to find rows by a column: it is the first of one. */
export function isIndexed(table: Table, column: string): boolean {
  return table.indexes.some((each) => each.columns[0] === column)
}
