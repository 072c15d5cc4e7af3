/** What the people who use the console may do. The page reads this too, so it loads no schemas. */

/**
 * - `viewer`: looks at everything of the own organisations.
 * - `marketer`: also makes and changes campaigns, and tries out settings.
 * - `operator`: also starts runs, publishes, and takes and restores backups.
 * - `compliance`: looks at everything, and approves or rejects proposals.
 * - `admin`: does everything.
 */
export const ROLES = ["viewer", "marketer", "operator", "compliance", "admin"] as const
export type Role = (typeof ROLES)[number]

/** What an endpoint lets people do. */
export type Right = "see" | "campaigns" | "try" | "operate" | "settings" | "approve"

const RIGHTS: Readonly<Record<Role, ReadonlyArray<Right>>> = {
  viewer: ["see"],
  marketer: ["see", "campaigns", "try"],
  operator: ["see", "try", "operate"],
  compliance: ["see", "try", "approve"],
  admin: ["see", "campaigns", "try", "operate", "settings", "approve"],
}

export const may = (role: Role, right: Right): boolean => RIGHTS[role].includes(right)
