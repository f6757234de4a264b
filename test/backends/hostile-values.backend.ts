import { beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './support/run-program.ts';
import { runThroughCollector, type ThroughCollector } from './support/run-through-collector.ts';

describe.each(['http/protobuf', 'http/json'])(
  'values that break encoders, sent by %s',
  (protocol) => {
    let result: ThroughCollector;

    beforeAll(async () => {
      result = await runThroughCollector((endpoint) =>
        runProgram('hostile-values.ts', { endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol }),
      );
    });

    test.each(['traces', 'metrics', 'logs'] as const)(
      'do not cost the %s in whose batch they are',
      (signal) => {
        const statuses = result.exchanges
          .filter((exchange) => exchange.signal === signal)
          .map(({ status, responseBody }) =>
            `${status} ${status === 200 ? '' : String(responseBody)}`.trim(),
          );
        expect(new Set(statuses)).toEqual(new Set(['200']));
      },
    );

    test('follow the official schema on the wire', () => {
      expect(result.problems).toEqual([]);
    });

    test('leave what is beside them untouched', () => {
      const { spans, logs, metrics } = {
        spans: result.written.flatMap((payload) => payload.spans).map(({ name }) => name),
        logs: result.written.flatMap((payload) => payload.logs).map(({ body }) => body),
        metrics: result.written.flatMap((payload) => payload.metrics).map(({ name }) => name),
      };
      expect(spans).toContain('harmless');
      expect(logs).toContain('harmless');
      expect(metrics).toContain('test.harmless');
    });
  },
);
