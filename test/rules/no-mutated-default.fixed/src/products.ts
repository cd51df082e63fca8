// @ts-nocheck fixture
import { DEFAULTS, limits } from "./defaults"

const columns = ["id", "name"]

export class ProductService {
  private readonly relations = ["variants", "assets"]
  private readonly filters = { active: true }
  private seen = []
  private "`@everybody` [here](https://evil.example)" = ["id"]

  async findAll(ctx, options, relations) {
    // ruleid: no-mutated-default
    const effective = relations || [...this.relations]
    if (options.facets) effective.push("facets")
    return await this.load(ctx, effective)
  }

  async findOne(ctx, id, relations) {
    // ok: no-mutated-default
    const effective = relations ?? this.relations.slice()
    effective.push("facets")
    // ok: no-mutated-default
    const shown = relations ?? this.relations
    return await this.load(ctx, effective.concat(shown))
  }

  async search(filter, user) {
    // ruleid: no-mutated-default
    const query = filter ? filter : { ...this.filters }
    query.owner = user.id
    return await this.load(query, columns)
  }

  odd(given) {
    // ok: no-mutated-default
    const list = given ?? this["`@everybody` [here](https://evil.example)"]
    list.push("facets")
    return list
  }

  remember(id) {
    // ok: no-mutated-default
    const list = this.seen
    list.push(id)
  }
}

// ruleid: no-mutated-default
export async function list(db, wanted = [...columns], user) {
  if (user.isAdmin) wanted.push("price")
  return await db.select(wanted)
}

export function settingsFor(given, user) {
  // ruleid: no-mutated-default
  const settings = given ?? { ...DEFAULTS }
  Object.assign(settings, user.settings)
  // ok: no-mutated-default
  const copy = given ?? { ...limits }
  copy.rows = user.rows
  // ok: no-mutated-default
  const fresh = Object.assign({}, given ?? limits, user.limits)
  return { settings, copy, fresh }
}

export function rows(given) {
  // ok: no-mutated-default
  let list = given ?? columns
  list = [...list]
  list.push("created")
  return list
}
