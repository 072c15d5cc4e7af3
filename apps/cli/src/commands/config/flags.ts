/** Flags that several configuration commands share. */
import { DEFAULT_ENVIRONMENT, ENVIRONMENTS } from "@almanac/store/config/versions"
import { Flag } from "effect/cli"

export const environmentFlag = Flag.Literals("environment", ENVIRONMENTS).pipe(
  Flag.withAlias("profile"),
  Flag.withDescription(`Environment of the version (default ${DEFAULT_ENVIRONMENT})`),
  Flag.withDefault(DEFAULT_ENVIRONMENT),
)

export const versionFlag = (description: string, name = "version") =>
  Flag.Int(name).pipe(Flag.withMetavar("N"), Flag.withDescription(description))
