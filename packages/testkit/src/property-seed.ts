/** Sets one seed for all property tests, so that a run can be repeated. ALMANAC_SEED sets another. */
import fc from "fast-check"

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.ALMANAC_SEED ?? 20261123) })
