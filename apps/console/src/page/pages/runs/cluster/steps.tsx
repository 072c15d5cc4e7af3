/** The steps of a run of the cluster, each from the beginning of its first block to the end of its last. */
import type { ClusterStep } from "../../../../contract/cluster.ts"
import { countText, wordsOf } from "../../../parts/text.ts"
import { Gantt, type GanttStep } from "../gantt.tsx"

/** @param elapsed seconds since the first step of the run has begun */
export function ClusterSteps({
  steps,
  elapsed,
}: {
  readonly steps: ReadonlyArray<ClusterStep>
  readonly elapsed: number
}) {
  const shown = steps.flatMap(({ step, blocks, blocks_done, begun_after, ended_after }): Array<GanttStep> => {
    if (begun_after === null) return []
    const ofBlocks = blocks === 1 ? "" : `, ${countText(blocks_done)} of ${countText(blocks)}`
    const name = `${wordsOf(step)}${ofBlocks}`
    return [{ name, begin: begun_after, seconds: (ended_after ?? elapsed) - begun_after }]
  })
  return <Gantt steps={shown} end={Math.max(elapsed, 1)} />
}
