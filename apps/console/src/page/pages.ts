/** The pages of the console, in the order of the navigation. */
import type { Right } from "../contract/roles.ts"

export interface PageEntry {
  readonly path: string
  readonly title: string
  readonly right: Right
}

export const PAGES = [
  { path: "/", title: "Calendar", right: "see" },
  { path: "/campaigns", title: "Campaigns", right: "see" },
  { path: "/people", title: "People", right: "see" },
  { path: "/law", title: "Law", right: "see" },
  { path: "/what-if", title: "What if", right: "try" },
  { path: "/approvals", title: "Approvals", right: "see" },
  { path: "/runs", title: "Runs", right: "see" },
  { path: "/settings", title: "Settings", right: "see" },
  { path: "/store", title: "Store", right: "see" },
  { path: "/audit", title: "Audit", right: "see" },
] as const satisfies ReadonlyArray<PageEntry>
