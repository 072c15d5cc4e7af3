import type { World } from "../world.ts"
import { Random } from "./random.ts"

/** Some percentages are so large that most worlds hold people out, and some are the bounds. */
const PERCENTAGES = [0, 0.01, 12.34, 33.33, 49.99, 50, 50]

/**
 * The world with holdouts of campaign types and instances. It draws from a seed of its own, so everything else is as in the
 * world without.
 */
export function withHoldouts(world: World, seed: number): World {
  const random = new Random(seed ^ 0x401d)
  const types = Object.entries(world.config.campaign_types).map(([name, type]) => [
    name,
    random.chance(0.5) ? { ...type, holdout_percentage: random.pick(PERCENTAGES) } : type,
  ])
  const some = () => random.either(0.6, null, random.pick(PERCENTAGES))
  return {
    ...world,
    config: { ...world.config, campaign_types: Object.fromEntries(types) },
    campaign_types: world.campaign_types.map((row) => ({ ...row, holdout_percentage: some() })),
    campaign_instances: world.campaign_instances.map((row) => ({ ...row, holdout_percentage: some() })),
  }
}
