/**
 * Minimum-cost maximum flow by successive shortest paths, for tests. It assigns the emails of cells to days.
 */
import type { Day } from "../day/civil.ts"
import type { Cell } from "../plan/cells.ts"

interface Edge {
  readonly to: number
  readonly cost: number
  room: number
  readonly back: () => Edge
}

export interface Flow {
  readonly emails: number
  /** Days from release to sending, summed over all emails, plus the prices of further emails. */
  readonly cost: number
}

/**
 * Sends as many emails as possible on days from their release to their deadline. Of all ways to do so, takes
 * one that moves emails by the fewest days.
 * @param roomOn how many emails fit on a day without a price
 * @param priceOn the prices of further emails on a day, one for each; without it no further emails fit
 */
export function cheapestFlow(
  cells: ReadonlyArray<Cell>,
  roomOn: (day: Day) => number,
  priceOn?: (day: Day) => ReadonlyArray<number>,
): Flow {
  const first = Math.min(...cells.map(({ release }) => release))
  const last = Math.max(...cells.map(({ deadline }) => deadline))
  const source = 0
  const dayNode = (day: Day): number => 1 + cells.length + day - first
  const sink = dayNode(last + 1)
  const graph: Array<Array<Edge>> = Array.from({ length: sink + 1 }, () => [])
  cells.forEach((cell, index) => {
    connect(graph, source, 1 + index, cell.count, 0)
    for (let day = cell.release; day <= cell.deadline; day++) {
      connect(graph, 1 + index, dayNode(day), cell.count, day - cell.release)
    }
  })
  for (let day = first; day <= last; day++) {
    connect(graph, dayNode(day), sink, Math.max(0, roomOn(day)), 0)
    for (const price of priceOn?.(day) ?? []) connect(graph, dayNode(day), sink, 1, price)
  }
  let emails = 0
  let cost = 0
  for (
    let path = shortestPath(graph, source, sink);
    path.length > 0;
    path = shortestPath(graph, source, sink)
  ) {
    const width = Math.min(...path.map((edge) => edge.room))
    emails += width
    for (const edge of path) {
      edge.room -= width
      edge.back().room += width
      cost += width * edge.cost
    }
  }
  return { emails, cost }
}

function connect(graph: Array<Array<Edge>>, from: number, to: number, room: number, cost: number): void {
  const forth: Edge = { to, cost, room, back: () => back }
  const back: Edge = { to: from, cost: -cost, room: 0, back: () => forth }
  graph[from]?.push(forth)
  graph[to]?.push(back)
}

/** The edges of the cheapest path with room from source to sink (Bellman-Ford); empty if there is none. */
function shortestPath(graph: ReadonlyArray<ReadonlyArray<Edge>>, source: number, sink: number): Array<Edge> {
  const costs = graph.map(() => Number.POSITIVE_INFINITY)
  const into: Array<Edge | undefined> = graph.map(() => undefined)
  costs[source] = 0
  for (let changed = true; changed; ) {
    changed = false
    graph.forEach((edges, node) => {
      for (const edge of edges) {
        const through = costs[node] + edge.cost
        if (edge.room === 0 || through >= costs[edge.to]) continue
        costs[edge.to] = through
        into[edge.to] = edge
        changed = true
      }
    })
  }
  const path: Array<Edge> = []
  for (let edge = into[sink]; edge !== undefined; edge = into[edge.back().to]) path.unshift(edge)
  return path
}
