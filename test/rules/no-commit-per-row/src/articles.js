import { DatabaseSync } from "node:sqlite"
import Database from "better-sqlite3"

const db = new Database("articles.db")
const insert = db.prepare("INSERT INTO articles (ean, name) VALUES (?, ?)")
const byEan = db.prepare("SELECT name FROM articles WHERE ean = ?")
const own = new DatabaseSync("own.db")

export function importAll(articles) {
  for (const { ean, name } of articles) {
    // ruleid: no-commit-per-row
    insert.run(ean, name)
  }
}

export function importOwn(articles) {
  const remove = own.prepare("DELETE FROM articles WHERE ean = ?")
  articles.forEach(({ ean }) => {
    // ruleid: no-commit-per-row
    remove.run(ean)
  })
}

export class Articles {
  #upsert

  constructor(database) {
    this.#upsert = database.prepare(`
      INSERT INTO articles (ean) VALUES (@ean) ON CONFLICT (ean) DO NOTHING`)
    this.database = database
  }

  importList(articles) {
    let changed = 0
    // ruleid: no-commit-per-row
    for (const article of articles) changed += this.#upsert.run(article).changes
    return changed
  }

  importTogether(articles) {
    return this.database.transaction(() => {
      // ok: no-commit-per-row
      for (const article of articles) this.#upsert.run(article)
    })()
  }
}

// ok: no-commit-per-row
export const importBoth = db.transaction((articles) => articles.forEach(({ ean, name }) => insert.run(ean, name)))

export function importByHand(articles) {
  db.exec("BEGIN")
  // ok: no-commit-per-row
  for (const { ean, name } of articles) insert.run(ean, name)
  db.exec("COMMIT")
}

function put(articles) {
  // ok: no-commit-per-row
  for (const { ean, name } of articles) insert.run(ean, name)
}
export const putAll = (articles) => db.transaction(() => put(articles))()

export async function importSlowly(articles, fetchName) {
  // ok: no-commit-per-row
  for (const { ean } of articles) insert.run(ean, await fetchName(ean))
}

export function seed() {
  // ok: no-commit-per-row
  for (const ean of ["1", "2"]) insert.run(ean, "")
}

// ok: no-commit-per-row
export const names = (eans) => eans.map((ean) => byEan.get(ean))

export function importCounted(articles) {
  for (let i = 0; i < articles.length; i++) {
    // ruleid: no-commit-per-row
    insert.run(articles[i].ean, articles[i].name)
  }
}

// ruleid: no-commit-per-row
export const importForIds = (articles) => articles.map(({ ean, name }) => insert.run(ean, name).lastInsertRowid)

export class Points {
  #db = new DatabaseSync("points.db")
  #insert = this.#db.prepare("INSERT INTO points (at, value) VALUES (?, ?)")

  addAll(points) {
    // ruleid: no-commit-per-row
    for (const { at, value } of points) this.#insert.run(at, value)
  }

  add({ at, value }) {
    // ok: no-commit-per-row
    this.#insert.run(at, value)
  }
}
