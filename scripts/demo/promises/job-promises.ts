import { conventionFindings, type TestPoint, type TestSpan } from '@fluxora/telemetry-testing';
import type { WorkerEvidence } from '../evidence.ts';
import { accounts, SIGNALS } from '../losses.ts';
import { expectedTally, JOB_NAMES, SHOWN_RUN, type JobName } from '../runs/planned-run.ts';
import { traceOfRun } from '../sections/job-trace.ts';
import { inDeclaredScopes, notEmitted } from './convention-promises.ts';
import { differs, each, type PromiseCheck } from './promise-check.ts';
import { total } from './total.ts';

/** Jobs are counted as they were, traces lead through the queue, and nothing of the worker is lost. */
export const jobPromises: readonly PromiseCheck[] = [
  {
    promise: 'jobs are counted as they were asked for: enqueued, deduplicated, retried, by outcome',
    breaches: ({ worker }) => [
      ...worker.runs.flatMap(({ planned, status }) =>
        differs(`${planned.id}, status`, status, planned.status),
      ),
      ...JOB_NAMES.flatMap((name) => tallyBreaches(worker, name)),
    ],
  },
  {
    promise: "… and as the queue's own books have it",
    breaches: ({ worker }) => {
      const { counts } = worker.books ?? {};
      const finished = (...outcomes: readonly string[]): number =>
        jobTotal(worker, 'finished', ({ attributes }) =>
          outcomes.includes(String(attributes['fluxora.job.outcome'])),
        );
      return [
        ...differs('completed', finished('ok', 'skipped'), counts?.['completed']),
        ...differs('failed', finished('failed', 'timed_out'), counts?.['failed']),
        ...differs('dead letters', jobTotal(worker, 'dead_lettered'), counts?.['dead_lettered']),
        ...differs('waiting', counts?.['waiting'], 0),
      ];
    },
  },
  {
    promise:
      'every attempt is a span, linked to where its job was enqueued; a retry begins a trace',
    breaches: ({ worker }) => {
      const senders = new Set(ofKind(worker, 'producer').map(idOf));
      const attempts = ofKind(worker, 'consumer');
      return [
        ...differs('spans of attempts', attempts.length, jobTotal(worker, 'started')),
        ...each('attempt', attempts, (attempt) => [
          ...differs(
            `${attempt.name}: links`,
            attempt.links.filter((l) => senders.has(idOf(l))).length,
            1,
          ),
          ...(Number(attempt.attributes['fluxora.job.attempt']) > 1
            ? differs(`${attempt.name} again: parent`, attempt.parentSpanId, undefined)
            : []),
        ]),
      ];
    },
  },
  {
    promise:
      'one trace leads from the request through the queue to the worker and back into an API',
    breaches: (evidence) => {
      const trace = traceOfRun(evidence, SHOWN_RUN);
      const parents = new Map(trace.map((span) => [span.spanId, span]));
      const published = trace.find(
        ({ kind, name }) => kind === 'server' && name.startsWith('PUT /sites/'),
      );
      const path: string[] = [];
      for (let span = published; span; span = parents.get(span.parentSpanId ?? '')) {
        path.unshift(`${String(span.resource['service.name'])} ${span.kind}`);
      }
      return differs('path', path.join(' → '), PATH.join(' → '));
    },
  },
  {
    promise:
      'every request of the worker to the API left a client span there and its server span here',
    breaches: ({ worker, spans }) => {
      const served = new Set(
        spans.flatMap((span) => (span.kind === 'server' ? [span.traceId + span.parentSpanId] : [])),
      );
      const asked = ofKind(worker, 'client');
      return [
        ...differs('client spans', asked.length, worker.books?.apiRequests),
        ...each('client span', asked, (span) =>
          served.has(idOf(span)) ? [] : [`${span.name}: no server span arrived`],
        ),
      ];
    },
  },
  {
    promise: 'a job that failed says with what, one that was skipped says why',
    breaches: ({ worker }) =>
      each(
        'such attempt',
        ofKind(worker, 'consumer').filter(
          ({ attributes }) => attributes['fluxora.job.outcome'] !== 'ok',
        ),
        ({ name, attributes }) =>
          attributes['error.type'] === undefined &&
          attributes['fluxora.job.skip_reason'] === undefined
            ? [`${name}: ${String(attributes['fluxora.job.outcome'])}, without a word`]
            : [],
      ),
  },
  {
    promise: 'the night ran once, none was missed, and when the next one is due is a gauge',
    breaches: ({ worker }) => {
      const next = worker.metric('fluxora.job.schedule.next_run.time')?.points[0]?.value ?? NaN;
      const inHours = (next * 1000 - Date.now()) / 3_600_000;
      return [
        ...differs('runs, ok', jobTotal(worker, 'schedule.runs', isOk), 1),
        ...differs('missed', jobTotal(worker, 'schedule.missed'), 0),
        ...(inHours > 0 && inHours <= 25 ? [] : [`the next one is due in ${inHours} h`]),
      ];
    },
  },
  {
    promise: 'KPIs of the worker arrived: what came, and by how much each forecaster missed it',
    breaches: ({ worker }) => [
      ...differs('unit', worker.metric('forecast_worker.error.absolute')?.unit, 'MWh'),
      ...['load', 'solar', 'wind'].flatMap((variable) =>
        ['forecast_worker.energy.actual', 'forecast_worker.error.absolute'].flatMap((name) => {
          const points = (worker.metric(name)?.points ?? []).filter(
            ({ attributes }) => attributes['fluxora.forecast.variable'] === variable,
          );
          return each(`${name} of ${variable}`, points, ({ value = 0 }) =>
            value > 0 ? [] : [`${name} of ${variable}: ${value}`],
          );
        }),
      ),
    ],
  },
  {
    promise: 'what the worker emitted is declared, and nothing required or recommended is missing',
    breaches: ({ worker }) => [
      ...(worker.metrics.length === 0 ? ['nothing arrived'] : []),
      ...conventionFindings(inDeclaredScopes(worker), worker.catalogs, { required: true }),
      ...notEmitted(worker, NOT_IN_THE_DEMO),
    ],
  },
  {
    promise: 'the worker stopped on SIGTERM within 5 s, with exit code 0',
    breaches: ({ worker: { exit } }) => [
      ...differs('exit', exit.signal ?? exit.code, 0),
      ...(exit.durationMs < 5_000 ? [] : [`it took ${Math.round(exit.durationMs)} ms`]),
    ],
  },
  {
    promise: 'nothing of the worker was lost',
    breaches: ({ worker }) => [
      ...differs('signals', accounts(worker).length, SIGNALS.length),
      ...accounts(worker).flatMap(({ signal, lost, created, arrived, dropped }) =>
        lost === 0 && arrived > 0
          ? []
          : [`${signal}: ${created} made, ${arrived} arrived, dropped ${JSON.stringify(dropped)}`],
      ),
    ],
  },
];

const PATH = [
  'forecast-worker server',
  'forecast-worker producer',
  'forecast-worker consumer',
  'forecast-worker client',
  'forecast-api server',
];

const NOT_IN_THE_DEMO: ReadonlySet<string> = new Set([
  // Named after their routes, jobs and schedules; and the demo opens no WebSocket.
  'http.server',
  'fluxora.http.server.upgrade',
  'fluxora.job.enqueue',
  'fluxora.job.attempt',
  'fluxora.job.schedule.run',
  // Nothing goes wrong with what it depends on, nor at its end; it streams nothing.
  'fluxora.health.changed',
  'fluxora.drain.step.failed',
  'fluxora.http.server.stream.active',
  'fluxora.http.server.stream.duration',
  // The night runs by hand, so it is neither late nor left out.
  'fluxora.job.schedule.lag',
  'fluxora.job.schedule.skipped',
]);

function tallyBreaches(worker: WorkerEvidence, name: JobName): string[] {
  const expected = expectedTally(worker.runs, name);
  const count = (metric: string, outcome?: string): number =>
    jobTotal(
      worker,
      metric,
      ({ attributes }) =>
        attributes['fluxora.job.name'] === name &&
        (outcome === undefined || attributes['fluxora.job.outcome'] === outcome),
    );
  const { ok, skipped, failed, retries } = expected;
  return [
    ...differs(`${name}, enqueued`, count('enqueued'), expected.enqueued),
    ...differs(`${name}, deduplicated`, count('deduplicated'), expected.deduplicated),
    ...differs(`${name}, started`, count('started'), ok + skipped + failed + retries),
    ...differs(`${name}, ok`, count('finished', 'ok'), ok),
    ...differs(`${name}, skipped`, count('finished', 'skipped'), skipped),
    ...differs(`${name}, failed`, count('finished', 'failed'), failed),
    ...differs(`${name}, dead-lettered`, count('dead_lettered'), failed),
    ...differs(`${name}, retried`, count('retries'), retries),
    ...differs(`${name}, durations`, count('duration'), ok + skipped + failed + retries),
  ];
}

function jobTotal(
  { metric }: WorkerEvidence,
  name: string,
  isWanted: (point: TestPoint) => boolean = () => true,
): number {
  return total(metric(`fluxora.job.${name}`), isWanted);
}

function isOk({ attributes }: TestPoint): boolean {
  return attributes['fluxora.job.outcome'] === 'ok';
}

function ofKind({ spans }: WorkerEvidence, kind: TestSpan['kind']): TestSpan[] {
  return spans.filter((span) => span.kind === kind);
}

function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return traceId + spanId;
}
