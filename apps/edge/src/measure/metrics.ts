/**
 * Counts and durations in the text format of Prometheus. They cover this process or isolate since its start.
 */

const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

interface Durations {
  readonly buckets: Array<number>
  count: number
  sum: number
}

/** Other methods are counted together, because clients can invent any number of them. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

export class Metrics {
  readonly #requests = new Map<string, number>()
  readonly #durations = new Map<string, Durations>()

  /** @param route a route pattern, never an address: addresses contain ids */
  observe(method: string, route: string, status: number, seconds: number): void {
    const known = METHODS.includes(method) ? method : "other"
    const key = `method="${known}",route="${route}",status="${status}"`
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1)
    let durations = this.#durations.get(route)
    if (durations === undefined) {
      durations = { buckets: BOUNDS_SECONDS.map(() => 0), count: 0, sum: 0 }
      this.#durations.set(route, durations)
    }
    durations.count++
    durations.sum += seconds
    for (let i = BOUNDS_SECONDS.length - 1; i >= 0 && seconds <= BOUNDS_SECONDS[i]; i--) {
      durations.buckets[i] += 1
    }
  }

  /** @param gauges current values, each with its name and help text */
  text(gauges: ReadonlyArray<Gauge>): string {
    const lines = [
      "# HELP almanac_http_requests_total Requests answered.",
      "# TYPE almanac_http_requests_total counter",
      ...[...this.#requests].map(([labels, n]) => `almanac_http_requests_total{${labels}} ${n}`),
      "# HELP almanac_http_request_duration_seconds Time to answer.",
      "# TYPE almanac_http_request_duration_seconds histogram",
      ...[...this.#durations].flatMap(([route, durations]) => histogram(route, durations)),
      ...gauges.flatMap(({ name, help, labels, value }) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} gauge`,
        `${name}${labels === undefined ? "" : `{${labels}}`} ${value}`,
      ]),
    ]
    return `${lines.join("\n")}\n`
  }
}

export interface Gauge {
  readonly name: string
  readonly help: string
  readonly labels?: string
  readonly value: number
}

function histogram(route: string, { buckets, count, sum }: Durations): Array<string> {
  const name = "almanac_http_request_duration_seconds"
  return [
    ...buckets.map((n, i) => `${name}_bucket{route="${route}",le="${BOUNDS_SECONDS[i]}"} ${n}`),
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sum}`,
    `${name}_count{route="${route}"} ${count}`,
  ]
}
