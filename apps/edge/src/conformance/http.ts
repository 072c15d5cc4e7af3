/** Cases about methods, addresses, representations, headers, and endpoints that need no key. */
import { type Case, post, request } from "./case.ts"

const PREFLIGHT = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization",
}

export const http: ReadonlyArray<Case> = [
  { name: "health", path: "/healthz", status: 200, says: /^\{"status":"ok"\}$/ },
  {
    name: "HEAD of health",
    method: "HEAD",
    path: "/healthz",
    status: 200,
    says: /^$/,
    has: { "content-length": "15" },
  },
  {
    name: "OpenAPI",
    path: "/openapi.json",
    status: 200,
    says: /"openapi":"3\.1\.0".*"\/v1\/schedule".*"securitySchemes"/,
  },
  {
    name: "the page",
    path: "/docs",
    status: 200,
    headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
    has: { "content-type": "text/html; charset=utf-8", "content-security-policy": /^default-src 'none'/ },
    says: /^<!doctype html>/,
  },
  ...["x/metrics?", "x/v1/orgs/2/volume?", "a b", "x@y", "x:port"].map(
    (host): Case => ({
      name: `the host ${host}`,
      path: "/healthz",
      headers: { host },
      status: 400,
      says: /the Host header/,
    }),
  ),
  { name: "a host with its port", path: "/healthz", headers: { host: "[::1]:80" }, status: 200 },
  { name: "dot segments", path: "/v1/nowhere/%2E./rules/./states/CA", key: "reader", status: 200 },
  { name: "dot segments to nowhere", path: "/v1/config/../..", key: "reader", status: 404 },
  { name: "no such address", path: "/v2/schedule", status: 404 },
  { name: "the root", path: "/", status: 404 },
  { name: "a slash too many", path: "/healthz/", status: 404 },
  { name: "an address that is not decodable", path: "/v1/rules/states/%E0%A4%A", key: "reader", status: 404 },
  { name: "a path that climbs", path: "/v1/rules/states/..%2f..%2fcurrent.json", key: "reader", status: 404 },
  {
    name: "GET of what is posted",
    path: "/v1/schedule",
    key: "reader",
    status: 405,
    has: { allow: "POST, OPTIONS" },
  },
  { name: "HEAD of what is posted", method: "HEAD", path: "/v1/schedule", status: 405 },
  {
    name: "DELETE",
    method: "DELETE",
    path: "/v1/config",
    key: "reader",
    status: 405,
    has: { allow: "GET, HEAD, OPTIONS" },
  },
  { name: "OPTIONS", method: "OPTIONS", path: "/v1/schedule", status: 204, has: { allow: "POST, OPTIONS" } },
  {
    name: "a preflight of a listed origin",
    method: "OPTIONS",
    path: "/v1/schedule",
    headers: { origin: "https://app.example.com", ...PREFLIGHT },
    status: 204,
    has: {
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-headers": /authorization/,
      vary: "origin",
    },
  },
  {
    name: "a preflight of another origin",
    method: "OPTIONS",
    path: "/v1/schedule",
    headers: { origin: "https://app.example.com.evil.test", ...PREFLIGHT },
    status: 204,
    has: { "access-control-allow-origin": "" },
  },
  {
    ...post("a listed origin", request(), {
      status: 200,
      has: { "access-control-allow-origin": "https://app.example.com" },
    }),
    headers: { origin: "https://app.example.com", "content-type": "application/json" },
  },
  { name: "text of JSON", path: "/v1/config", key: "reader", headers: { accept: "text/html" }, status: 406 },
  {
    name: "JSON refused",
    path: "/v1/config",
    key: "reader",
    headers: { accept: "application/json;q=0, */*" },
    status: 406,
  },
  {
    name: "any of application",
    path: "/v1/config",
    key: "reader",
    headers: { accept: "application/*" },
    status: 200,
  },
  {
    name: "a request id",
    path: "/healthz",
    headers: { "x-request-id": "a.b-1" },
    status: 200,
    has: { "x-request-id": "a.b-1" },
  },
  {
    name: "a request id that is not sane",
    path: "/healthz",
    headers: { "x-request-id": "a b<c>" },
    status: 200,
    has: { "x-request-id": /^[0-9a-f]{16}-[0-9a-z]+$/ },
  },
  {
    name: "headers of every answer",
    path: "/nowhere",
    status: 404,
    has: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    },
  },
]
