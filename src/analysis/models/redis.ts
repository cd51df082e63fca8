import { codeKinds } from "./model.ts"
import type { Listener, TechnologyModel } from "./model.ts"

// A round trip each; `mget`, a pipeline or `multi` asks for many at once.
const READS = [
  "mget",
  "mGet",
  "hmget",
  "hmGet",
  "hvals",
  "hVals",
  "hkeys",
  "hKeys",
  "hexists",
  "hExists",
  "zrange",
  "zRange",
  "zscore",
  "zScore",
  "zrevrange",
  "zcard",
  "zCard",
  "lrange",
  "lRange",
  "llen",
  "lLen",
  "scard",
  "sCard",
  "sismember",
  "sIsMember",
  "getdel",
  "getDel",
  "get",
  "hget",
  "hgetall",
  "hGet",
  "hGetAll",
  "exists",
  "ttl",
  "smembers",
  "sMembers",
]

// What changes a key answers as well, and fails with the connection.
const CHANGES =
  "set setex setEx psetex pSetEx setnx setNX getset getSet append del unlink expire pexpire pExpire incr incrby incrBy decr decrby decrBy hset hSet hmset hsetnx hSetNX hdel hDel hincrby hIncrBy sadd sAdd srem sRem zadd zAdd zrem zRem zincrby zIncrBy lpush lPush rpush rPush lpop lPop rpop rPop ltrim lTrim lrem lRem xadd xAdd xack xAck".split(
    " ",
  )

export const redis: TechnologyModel = {
  technology: "Redis",
  packages: ["redis", "ioredis", "@redis/client"],
  same: [
    { from: "redis.createClient()", to: "redis()" },
    { from: "redis.Redis()", to: "redis()" },
    { from: "redis.RedisClientType()", to: "redis()" },
    { from: "redis.Cluster()", to: "redis()" },
    { from: "redis.createCluster()", to: "redis()" },
    { from: "redis.createClient().duplicate()", to: "redis()" },
    { from: "redis().duplicate()", to: "redis()" },
  ],
  sinks: [
    { call: "redis().eval", kind: "lua", arguments: [0], needs: "string" },
    { call: "redis().scriptLoad", kind: "lua", arguments: [0], needs: "string" },
    { call: "redis().call", kind: "lua", arguments: [0], needs: "string" },
    { call: "redis().sendCommand", kind: "lua", arguments: [0], properties: ["*"], needs: "shape" },
    { call: "redis().defineCommand", kind: "lua", arguments: [1], properties: ["lua"], needs: "string" },
  ],
  // https://github.com/redis/ioredis#pubsub, https://github.com/redis/node-redis/blob/master/docs/pub-sub.md
  listeners: [
    ...(["message", "messageBuffer", "pmessage", "pmessageBuffer"] as const).map((event): Listener => ({
      where: ["ioredis", "redis"],
      receiver: /^(?:sub|redisSub|\w*[sS]ubscriber|(?:sub|redis)(?:Client|Connection)?)$/,
      origin: /^(?:redis|ioredis)\b/,
      method: "on",
      event: new RegExp(`^${event}$`),
      handler: 1,
      gives: [{ parameter: event.startsWith("p") ? 2 : 1, controls: ["string", "host", "path"] }],
      only: codeKinds,
      label: "a message of the channel",
    })),
    ...["subscribe", "pSubscribe", "sSubscribe"].map((method): Listener => ({
      where: ["redis"],
      receiver: /^(?:sub|redisSub|\w*[sS]ubscriber|(?:sub|redis)(?:Client|Connection)?)$/,
      origin: /^redis\b/,
      method,
      handler: 1,
      gives: [{ parameter: 0, controls: ["string", "host", "path"] }],
      only: codeKinds,
      label: "a message of the channel",
    })),
  ],
  namedSinks: [{ receiver: /^(?:redis|redisClient)$/i, method: "eval", kind: "lua", arguments: [0], needs: "string" }],
  keyed: {
    client: "redis()",
    receiver: /^(?:redis|redisClient|redisCache|cacheClient)$/i,
    writes: {
      ...Object.fromEntries(["set", "getset", "getSet", "setnx", "setNX", "append"].map((method) => [method, { value: 1 }])),
      ...Object.fromEntries(["setex", "setEx", "psetex", "pSetEx"].map((method) => [method, { value: 2 }])),
      ...Object.fromEntries(["lpush", "lPush", "rpush", "rPush", "sadd", "sAdd"].map((method) => [method, { value: 1 }])),
      ...Object.fromEntries(["hset", "hSet", "hmset", "hsetnx", "hSetNX"].map((method) => [method, { value: 2, field: 1 }])),
    },
    reads: {
      ...Object.fromEntries(["get", "getdel", "getDel", "getex", "getEx"].map((method) => [method, {}])),
      ...Object.fromEntries(["lrange", "lRange", "lpop", "lPop", "rpop", "rPop", "smembers", "sMembers"].map((method) => [method, {}])),
      ...Object.fromEntries(["hget", "hGet"].map((method) => [method, { field: 1 }])),
      ...Object.fromEntries(["hgetall", "hGetAll"].map((method) => [method, { gives: "row" as const }])),
    },
  },
  facts: [
    ...READS.map((method) => ({ call: `redis().${method}`, is: ["returns-promise", "db-read"] as const })),
    ...CHANGES.map((method) => ({ call: `redis().${method}`, is: ["returns-promise"] as const })),
    { call: "redis().keys", is: ["returns-promise", "db-list"] },
  ],
}
