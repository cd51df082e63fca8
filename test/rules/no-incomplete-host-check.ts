// @ts-nocheck fixture
import cors from "cors"
import express from "express"

const app = express()

app.get("/login", (req, res) => {
  const redirectUri = String(req.query.redirect_uri)
  // ruleid: no-incomplete-host-check
  if (!redirectUri || !redirectUri.startsWith("http://localhost")) return res.sendStatus(400)
  // ruleid: no-incomplete-host-check
  if (redirectUri.toLowerCase().startsWith("https://shop.example")) return res.redirect(redirectUri)
  // ok: no-incomplete-host-check
  if (redirectUri.startsWith("https://shop.example/")) return res.redirect(redirectUri)
  // ok: no-incomplete-host-check
  if (redirectUri.startsWith("https://")) log(redirectUri)
  res.sendStatus(400)
})

export const policy = cors({
  credentials: true,
  origin: (origin, done) => done(null, origin === undefined || isOurs(new URL(origin))),
})

function isOurs(url) {
  // ruleid: no-incomplete-host-check
  return url.hostname.endsWith("shop.example") || url.hostname === "localhost"
}

export function isBelow(url) {
  // ok: no-incomplete-host-check
  return url.hostname.endsWith(".shop.example")
}

export function kindOf(video) {
  // ok: no-incomplete-host-check
  if (video.url.startsWith("https://youtu.be")) return "youtube"
  // ok: no-incomplete-host-check
  return video.file.endsWith("movie.mp4") ? "file" : "other"
}

const CDN = "cdn.example.com"
const FOLDER = "/srv/files"

export function fromCdn(address: string): boolean {
  const url = new URL(address)
  // ruleid: no-incomplete-host-check
  return url.hostname.endsWith(CDN)
}

export function fromBelowCdn(address: string): boolean {
  const url = new URL(address)
  // ok: no-incomplete-host-check
  return url.hostname === CDN || url.hostname.endsWith(`.${CDN}`)
}

export function inFolder(target: string): boolean {
  // ok: no-incomplete-host-check
  return target.startsWith(FOLDER)
}

const ORIGINS = ["https://photos.shop.example", "https://cdn.partner.example"] as const
const PREFIXES = ["https://photos.shop.example/", "https://cdn.partner.example/"]
const DOMAINS = new Set(["shop.example", "partner.example"])
const PLATFORMS = ["photos", "videos"]

export function isAllowed(source: string): boolean {
  // ruleid: no-incomplete-host-check
  return ORIGINS.some((origin) => source.startsWith(origin))
}

export function isAllowedByLoop(source: string): boolean {
  for (const origin of ORIGINS) {
    // ruleid: no-incomplete-host-check
    if (source.startsWith(origin)) return true
  }
  return false
}

export function isOfDomain(address: string): boolean {
  const { hostname } = new URL(address)
  // ruleid: no-incomplete-host-check
  return [...DOMAINS].includes(hostname) || Array.from(DOMAINS).length > 9 || ["shop.example"].some((domain) => hostname.endsWith(domain))
}

export function isAllowedWhole(source: string): boolean {
  // ok: no-incomplete-host-check
  return PREFIXES.some((prefix) => source.startsWith(prefix)) || ORIGINS.includes(new URL(source).origin)
}

export function isBelowDomain(hostname: string): boolean {
  // ok: no-incomplete-host-check
  return ["shop.example"].some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
}

export function isPlatform(name: string): boolean {
  // ok: no-incomplete-host-check
  return PLATFORMS.some((platform) => name.startsWith(platform))
}

export function isApi(address: string): boolean {
  const { hostname } = new URL(address)
  // ruleid: no-incomplete-host-check
  return /^(api|cdn).shop.example$/.test(hostname)
}

export function isAllowedHost(hostname: string): boolean {
  // ruleid: no-incomplete-host-check
  return /^(?:www\.)?shop\.example/.test(hostname) || hostname === "localhost"
}

export function isTrustedHost(hostname: string): boolean {
  // ruleid: no-incomplete-host-check
  return /shop\.example$/.test(hostname)
}

export function isOwnHost(hostname: string): boolean {
  // ok: no-incomplete-host-check
  return /^(?:api|cdn)\.shop\.example$/.test(hostname) || /(?:^|\.)shop\.example$/.test(hostname)
}

export function providerOf(url: URL): string | null {
  // ok: no-incomplete-host-check
  return /^(?:www\.)?youtube\.com/.test(url.hostname) ? "youtube" : null
}

export function targetOf(address: string): URL | null {
  const url = new URL(address)
  // ruleid: no-incomplete-host-check
  const known = url.hostname.endsWith("shop.example")
  return known && url.protocol === "https:" ? url : null
}

const CLUB = /https:\/\/(desk|www)\.club\.example/
const CLUB_ONLY = /^https:\/\/(desk|www)\.club\.example(\/|$)/

export function isOwnAddress(address) {
  // ruleid: no-incomplete-host-check
  return CLUB.test(address)
}

export function isOwnUrl(url) {
  // ok: no-incomplete-host-check
  return CLUB_ONLY.test(url)
}

export function isValidClubLink(link) {
  // ok: no-incomplete-host-check
  return CLUB.test(link)
}

export function mentionsClub(address) {
  // ok: no-incomplete-host-check
  return CLUB.test(address)
}
