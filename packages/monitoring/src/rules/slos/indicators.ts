import type { Emits } from '../../define/service.ts';
import type { Indicator, SloDefinition } from '../../define/slo.ts';
import type { HistogramPart } from '../../naming/naming.ts';
import type { Words } from '../../promql/words.ts';
import { serverErrors } from '../recording/server-errors.ts';
import { bound } from '../recording/shapes.ts';

/** An indicator as series of counters. Either what is bad is counted, or what is good. */
export interface IndicatorSeries {
  readonly total: string;
  readonly bad?: string;
  readonly good?: string;
}

/** The histogram whose buckets a latency is read from. */
export const LATENCY_METRICS = {
  'http-latency': 'http.server.request.duration',
  'job-wait': 'fluxora.job.wait.duration',
  'inference-latency': 'fluxora.model.inference.duration',
} as const satisfies Partial<Record<Indicator['kind'], string>>;

/** What a service has to emit for an indicator. */
export const INDICATOR_NEEDS: Readonly<Record<Indicator['kind'], Emits | undefined>> = {
  'http-availability': 'http',
  'http-latency': 'http',
  'job-success': 'jobs',
  'job-wait': 'jobs',
  'inference-success': 'serving',
  'inference-latency': 'serving',
  ratio: undefined,
};

/** The series of an SLO of one service, in all environments. */
export function indicatorSeries({ service, indicator }: SloDefinition, q: Words): IndicatorSeries {
  const select = (name: string, part: HistogramPart | undefined, ...matchers: string[]): string => {
    const all = [`${q.label('service.name')}=${JSON.stringify(service)}`, ...matchers];
    return `${q.metric(name, part)}{${all.filter((matcher) => matcher !== '').join(', ')}}`;
  };
  const only = (attribute: string, value: string | undefined): string =>
    value === undefined ? '' : `${q.label(attribute)}=${JSON.stringify(value)}`;

  switch (indicator.kind) {
    case 'http-availability': {
      const route = only('http.route', indicator.route);
      const requests = LATENCY_METRICS['http-latency'];
      return {
        total: select(requests, 'count', route),
        bad: select(requests, 'count', route, serverErrors(q)),
      };
    }
    case 'http-latency': {
      const route = only('http.route', indicator.route);
      const requests = LATENCY_METRICS['http-latency'];
      const isSound = `${q.label('error.type')}=~"|client_disconnect"`;
      return {
        total: select(requests, 'count', route),
        good: select(requests, 'bucket', route, isSound, bound(indicator.seconds)),
      };
    }
    case 'job-success': {
      const job = only('fluxora.job.name', indicator.job);
      const outcome = q.label('fluxora.job.outcome');
      // Cancelled and skipped jobs are neither good nor bad: somebody wanted it so.
      return {
        total: select('fluxora.job.finished', undefined, job, `${outcome}!~"cancelled|skipped"`),
        bad: select('fluxora.job.finished', undefined, job, `${outcome}=~"failed|timed_out"`),
      };
    }
    case 'job-wait': {
      const job = only('fluxora.job.name', indicator.job);
      const waits = LATENCY_METRICS['job-wait'];
      return {
        total: select(waits, 'count', job),
        good: select(waits, 'bucket', job, bound(indicator.seconds)),
      };
    }
    case 'inference-success': {
      const model = only('fluxora.model.name', indicator.model);
      const outcome = q.label('fluxora.model.inference.outcome');
      return {
        total: select('fluxora.model.inferences', undefined, model, `${outcome}!="cancelled"`),
        bad: select('fluxora.model.inferences', undefined, model, `${outcome}="failed"`),
      };
    }
    case 'inference-latency': {
      const model = only('fluxora.model.name', indicator.model);
      const outcome = q.label('fluxora.model.inference.outcome');
      const inferences = LATENCY_METRICS['inference-latency'];
      return {
        total: select(inferences, 'count', model, `${outcome}!="cancelled"`),
        good: select(inferences, 'bucket', model, `${outcome}="ok"`, bound(indicator.seconds)),
      };
    }
    case 'ratio':
    default:
      return {
        total: select(indicator.total, undefined),
        bad: select(indicator.bad, undefined),
      };
  }
}
