import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { withSpan } from '@fluxora/telemetry-core';
import { registerDiscardingSdk } from './discarding-sdk.ts';
import type { MicroCase } from './micro-case.ts';

const attributes = { 'fluxora.site': 'berlin', 'fluxora.horizon': 24, 'fluxora.outcome': 'ok' };
const settled = Promise.resolve(1);
const told = {
  ...attributes,
  'messaging.system.name': 'bullmq',
  'messaging.operation.type': 'process',
  'messaging.operation.name': 'process',
  'messaging.destination.name': 'forecasts',
  'messaging.message.id': '4711',
  'fluxora.job.attempt': 1,
};

/** A span as `instrument()` keeps it, beside the SDK's. */
function spanTold(hasOwnSpans: boolean) {
  registerDiscardingSdk({ hasOwnSpans });
  const tracer = trace.getTracer('bench');
  return () => {
    const span = tracer.startSpan('work', {}, ROOT_CONTEXT);
    span.setAttributes(told);
    span.end();
  };
}

function spanBegunWith(hasOwnSpans: boolean) {
  registerDiscardingSdk({ hasOwnSpans });
  const tracer = trace.getTracer('bench');
  return () => tracer.startSpan('work', { attributes: told }, ROOT_CONTEXT).end();
}

/** What a span around a piece of work costs. */
export const spanCases: readonly MicroCase[] = [
  { id: 'span, told 9 attributes/SDK', setup: () => spanTold(false) },
  { id: 'span, told 9 attributes/ours', setup: () => spanTold(true) },
  { id: 'span, begun with 9 attributes/SDK', setup: () => spanBegunWith(false) },
  { id: 'span, begun with 9 attributes/ours', setup: () => spanBegunWith(true) },
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
