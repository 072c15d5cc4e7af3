/** What the people who use the console may do. The page reads this too, so it loads no schemas. */

/**
 * - `viewer`: looks at everything of the own organisations.
 * - `marketer`: also makes and changes campaigns, tries out settings, and proposes them.
 * - `operator`: also starts runs, publishes, takes and restores backups, tries out settings, and proposes them.
 * - `compliance`: looks at everything, tries out settings, proposes them, and approves or rejects proposals of others.
 * - `admin`: does everything.
 */
export const ROLES = ["viewer", "marketer", "operator", "compliance", "admin"] as const
export type Role = (typeof ROLES)[number]

/** What an endpoint lets people do. Who may `propose` settings, but has not the right `settings`, needs the approval of another. */
export type Right = "see" | "campaigns" | "try" | "propose" | "operate" | "settings" | "approve"

const RIGHTS: Readonly<Record<Role, ReadonlyArray<Right>>> = {
  viewer: ["see"],
  marketer: ["see", "campaigns", "try", "propose"],
  operator: ["see", "try", "propose", "operate"],
  compliance: ["see", "try", "propose", "approve"],
  admin: ["see", "campaigns", "try", "propose", "operate", "settings", "approve"],
}

export const may = (role: Role, right: Right): boolean => RIGHTS[role].includes(right)
