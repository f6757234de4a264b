/** What Prometheus answers, as one list of series with one or many values. */
export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds and value, ascending. */
  readonly points: readonly (readonly [number, number])[];
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly resultType: 'vector' | 'matrix' | 'scalar';
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value?: [number, string];
      readonly values?: [number, string][];
    }[];
  };
}

/** The part of Prometheus' HTTP API that dashboards use. Rejects when Prometheus does. */
export interface PrometheusApi {
  instant(query: string, time: number): Promise<readonly StoredSeries[]>;
  range(query: string, from: number, to: number, step: number): Promise<readonly StoredSeries[]>;
  /** Values of a label over the series that a selector finds, sorted. */
  labelValues(
    label: string,
    selector: string,
    from: number,
    to: number,
  ): Promise<readonly string[]>;
}

export function prometheusApi(url: string): PrometheusApi {
  const ask = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const body = new URLSearchParams(parameters);
    const isQuery = path.startsWith('query');
    const response = await fetch(`${url}/api/v1/${path}${isQuery ? '' : `?${body.toString()}`}`, {
      ...(isQuery && { method: 'POST', body }),
    });
    const answer = (await response.json()) as Answer & { readonly data: unknown };
    if (answer.status !== 'success') throw new Error(`${parameters['query']}: ${answer.error}`);
    return answer.data;
  };
  const series = async (path: string, parameters: Record<string, string>) => {
    const { result, resultType } = (await ask(path, parameters)) as Answer['data'] & object;
    if (resultType === 'scalar') {
      const [time, value] = result as unknown as [number, string];
      return [{ labels: {}, points: [[time, Number(value)] as const] }];
    }
    return result.map(({ metric, value, values }) => ({
      labels: metric,
      points: (values ?? (value ? [value] : [])).map(
        ([time, text]) => [time, toNumber(text)] as const,
      ),
    }));
  };
  return {
    instant: (query, time) => series('query', { query, time: String(time) }),
    range: (query, from, to, step) =>
      series('query_range', {
        query,
        start: String(from),
        end: String(to),
        step: String(step),
      }),
    async labelValues(label, selector, from, to) {
      const parameters = { 'match[]': selector, start: String(from), end: String(to) };
      return ((await ask(`label/${label}/values`, parameters)) as string[]).toSorted();
    },
  };
}

function toNumber(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}
