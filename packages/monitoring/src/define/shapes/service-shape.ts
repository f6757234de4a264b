import { listOf, oneOf, text, url, wholeNumber } from '@fluxora/telemetry-core/option-rules';
import { AREAS, type ProbedRoute, type Service } from '../service.ts';
import type { SloDefinition, Indicator } from '../slo.ts';
import { anything, kindOf, number, objectOf } from './object-rule.ts';

const routeShape = objectOf<ProbedRoute>(
  { path: text },
  { method: oneOf('GET', 'POST', 'PUT'), route: text, body: anything },
);

export const serviceShape = objectOf<Service>(
  { name: text, team: text, summary: text, emits: listOf(oneOf(...AREAS), 'areas') },
  {
    url,
    routes: listOf(routeShape, 'routes'),
    replicas: wholeNumber(1, 'replicas', 10_000),
    schedules: listOf(text, 'names of schedules'),
    container: objectOf<NonNullable<Service['container']>>(
      { image: text, port: wholeNumber(1, 'the port', 65_535) },
      {},
    ),
  },
);

type Of<K extends Indicator['kind']> = Extract<Indicator, { readonly kind: K }>;

/** Values are judged where SLOs are made: here they must only be of their types. */
export const sloShape = objectOf<SloDefinition>(
  {
    name: text,
    service: text,
    description: text,
    objective: number,
    indicator: kindOf<Indicator>({
      'http-availability': objectOf<Of<'http-availability'>>({ kind: anything }, { route: text }),
      'http-latency': objectOf<Of<'http-latency'>>(
        { kind: anything, seconds: number },
        { route: text },
      ),
      'job-success': objectOf<Of<'job-success'>>({ kind: anything }, { job: text }),
      'job-wait': objectOf<Of<'job-wait'>>({ kind: anything, seconds: number }, { job: text }),
      'inference-success': objectOf<Of<'inference-success'>>({ kind: anything }, { model: text }),
      'inference-latency': objectOf<Of<'inference-latency'>>(
        { kind: anything, seconds: number },
        { model: text },
      ),
      ratio: objectOf<Of<'ratio'>>({ kind: anything, bad: text, total: text }, {}),
    }),
  },
  { periodDays: number, minEvents: number },
);
