/**
 * How to call the command again: npm has started it, so npx finds it in the clone. Elsewhere npx would ask the registry, which
 * has another package of that name.
 */
export const commandName = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string => (environment.npm_execpath === undefined ? "almanac" : "npx almanac")
