import { trace } from '@opentelemetry/api';
import { withSpan } from '@fluxora/telemetry-core';
import { registerDiscardingSdk } from './discarding-sdk.ts';
import type { MicroCase } from './micro-case.ts';

const attributes = { 'fluxora.site': 'berlin', 'fluxora.horizon': 24, 'fluxora.outcome': 'ok' };
const settled = Promise.resolve(1);

/** What a span around a piece of work costs. */
export const spanCases: readonly MicroCase[] = [
  {
    id: 'span around sync work, 3 attributes/SDK startActiveSpan',
    setup: () => {
      registerDiscardingSdk();
      const tracer = trace.getTracer('bench');
      return () =>
        tracer.startActiveSpan('work', { attributes }, (span) => {
          span.end();
          return 1;
        });
    },
  },
  {
    id: 'span around sync work, 3 attributes/ours withSpan',
    setup: () => {
      registerDiscardingSdk();
      return () => withSpan('work', { attributes }, () => 1);
    },
  },
  {
    id: 'span around a promise/SDK startActiveSpan',
    setup: () => {
      registerDiscardingSdk();
      const tracer = trace.getTracer('bench');
      return () =>
        tracer.startActiveSpan('work', async (span) => {
          const result = await settled;
          span.end();
          return result;
        });
    },
  },
  {
    id: 'span around a promise/ours withSpan',
    setup: () => {
      registerDiscardingSdk();
      return () => withSpan('work', async () => settled);
    },
  },
  {
    id: 'span, no SDK/API startActiveSpan',
    setup: () => {
      const tracer = trace.getTracer('bench');
      return () =>
        tracer.startActiveSpan('work', (span) => {
          span.end();
          return 1;
        });
    },
  },
  { id: 'span, no SDK/ours withSpan', setup: () => () => withSpan('work', () => 1) },
];
