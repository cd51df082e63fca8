// @ts-nocheck fixture
import { Client, Pool } from "pg"
import mysql from "mysql2/promise"

export const pool = new Pool()
export const connections = mysql.createPool({})
export const single = new Client()

export const query = (text, values) => pool.query(text, values)
