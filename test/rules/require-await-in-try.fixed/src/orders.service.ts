// @ts-nocheck fixture
import { Injectable, NotFoundException } from "@nestjs/common"
import { PrismaClient } from "@prisma/client"
import axios from "axios"

const prisma = new PrismaClient()

async function load(id: string) {
  const order = await prisma.order.findUnique({ where: { id } })
  if (!order) throw new NotFoundException()
  return order
}

function now() {
  return Date.now()
}

@Injectable()
export class OrdersService {
  async find(id: string) {
    try {
      // ruleid: require-await-in-try
      return await load(id)
    } catch {
      return null
    }
  }

  async rate(currency: string) {
    try {
      // ruleid: require-await-in-try
      return await axios.get(`https://rates.example.com/${currency}`)
    } catch (error) {
      throw new Error("no rates today", { cause: error })
    }
  }

  async awaited(id: string) {
    try {
      // ok: require-await-in-try
      return await load(id)
    } catch {
      return null
    }
  }

  async synchronous() {
    try {
      // ok: require-await-in-try
      return now()
    } catch {
      return 0
    }
  }

  async rethrown(id: string) {
    try {
      // ok: require-await-in-try
      return load(id)
    } catch (error) {
      throw error
    }
  }

  async caught(id: string) {
    try {
      // ok: require-await-in-try
      return load(id).catch(() => null)
    } catch {
      return null
    }
  }
}

export async function withRetry<T>(operation: () => Promise<T>, attempts: number) {
  for (let attempt = 1; ; attempt++) {
    try {
      // ruleid: require-await-in-try
      return await operation()
    } catch (error) {
      if (attempt >= attempts) throw error
    }
  }
}

export async function again(task, left) {
  try {
    // ruleid: require-await-in-try
    return await task()
  } catch (error) {
    if (left === 0) throw error
    return again(task, left - 1)
  }
}

export const guarded = (handler) => async (req, res, next) => {
  try {
    // ruleid: require-await-in-try
    return await handler(req, res, next)
  } catch (error) {
    next(error)
  }
}

export async function waited<T>(operation: () => Promise<T>, attempts: number) {
  for (let attempt = 1; ; attempt++) {
    try {
      // ok: require-await-in-try
      return await operation()
    } catch (error) {
      if (attempt >= attempts) throw error
    }
  }
}

export async function parsed(text: string, parse: (text: string) => number) {
  for (const each of text.split(",")) {
    try {
      // ok: require-await-in-try
      return parse(each)
    } catch (error) {
      console.warn(error)
    }
  }
}

export async function scheduled(req, res, next) {
  try {
    if (req.query.time > Date.now()) {
      // ok: require-await-in-try
      return next()
    }
    res.json(await load(req.params.id))
  } catch (error) {
    next(error)
  }
}
