/** A series of an instant query. */
export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A series of a range query: `[seconds since 1970, value]`, oldest first. */
export interface PrometheusRange {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}

/** A recording or alerting rule as Prometheus evaluates it. */
export interface PrometheusRule {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly group: string;
  readonly file: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly lastEvaluation: string;
  /** Of an alert: the worst of its instances. */
  readonly state?: 'inactive' | 'pending' | 'firing';
  /** Of an alert: how long its expression must hold, in seconds. */
  readonly duration?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
  readonly value: string;
}

export interface PrometheusTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

/** The HTTP API of a running Prometheus, or of anything that speaks it. Rejects with the server's words when it refuses. */
export class PrometheusApi {
  /** Without a slash at the end. */
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /**
   * The value of every series of an expression. A scalar is one series without labels.
   *
   * @param at - When, in seconds since 1970. @defaultValue now
   */
  async query(expression: string, at?: number): Promise<PrometheusSeries[]> {
    const { resultType, result } = await this.#post<InstantResult>('query', {
      query: expression,
      ...(at === undefined ? {} : { time: String(at) }),
    });
    if (resultType === 'scalar') return [{ labels: {}, value: Number(result[1]) }];
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The values over a time, all in seconds. */
  async queryRange(
    expression: string,
    range: { readonly start: number; readonly end: number; readonly step: number },
  ): Promise<PrometheusRange[]> {
    const { start, end, step } = range;
    const { result } = await this.#post<RangeResult>('query_range', {
      query: expression,
      start: String(start),
      end: String(end),
      step: String(step),
    });
    return result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([at, value]) => [at, Number(value)]),
    }));
  }

  /** All rules, group by group. */
  async rules(): Promise<PrometheusRule[]> {
    const { groups } = await this.#get<{
      groups: { name: string; file: string; rules: Omit<PrometheusRule, 'group' | 'file'>[] }[];
    }>('rules');
    return groups.flatMap(({ name, file, rules }) =>
      rules.map((rule) => ({ ...rule, group: name, file })),
    );
  }

  /** What is pending or firing. */
  async alerts(): Promise<PrometheusAlert[]> {
    return (await this.#get<{ alerts: PrometheusAlert[] }>('alerts')).alerts;
  }

  /** What it scrapes. */
  async targets(): Promise<PrometheusTarget[]> {
    return (await this.#get<{ activeTargets: PrometheusTarget[] }>('targets')).activeTargets;
  }

  /** The values of a label, `__name__` for the names of all metrics, of the series that a selector finds. */
  async labelValues(label: string, match?: string): Promise<string[]> {
    const query = match === undefined ? '' : `?match[]=${encodeURIComponent(match)}`;
    return this.#get<string[]>(`label/${encodeURIComponent(label)}/values${query}`);
  }

  /** Reads the configuration and the rules anew. Rejects when they are refused; the old ones stay. */
  async reload(): Promise<void> {
    const response = await fetch(`${this.url}/-/reload`, { method: 'POST' });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }

  async #get<Data>(path: string): Promise<Data> {
    return data(await fetch(`${this.url}/api/v1/${path}`), path);
  }

  async #post<Data>(path: string, parameters: Record<string, string>): Promise<Data> {
    const body = new URLSearchParams(parameters);
    const response = await fetch(`${this.url}/api/v1/${path}`, { method: 'POST', body });
    return data(response, parameters['query'] ?? path);
  }
}

async function data<Data>(response: Response, what: string): Promise<Data> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new Error(`${response.status} ${text}, of ${what}`);
  }
  const answer = JSON.parse(text) as { status: string; error?: string; data: Data };
  if (answer.status !== 'success') throw new Error(`${answer.error}, of ${what}`);
  return answer.data;
}

type Metric = Readonly<Record<string, string>>;

type Point = readonly [number, string];

type InstantResult =
  | { readonly resultType: 'scalar'; readonly result: Point }
  | { readonly resultType: 'vector'; readonly result: { metric: Metric; value: Point }[] };

interface RangeResult {
  readonly result: { metric: Metric; values: Point[] }[];
}
