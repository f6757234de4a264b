import type { TestPoint } from '@fluxora/telemetry-testing';
import { addBuckets, bucketQuantile } from '../bucket-quantile.ts';
import type { Evidence, ServiceEvidence } from '../evidence.ts';
import { total } from '../promises/total.ts';
import { JOB_NAMES } from '../runs/planned-run.ts';
import { heading, indent, paint, textOf } from '../style.ts';
import { renderTable } from '../table.ts';

type IsWanted = (point: TestPoint) => boolean;

/** What became of the jobs, when the next night is due, and how good the forecasts were: from the worker's metrics. */
export function jobsSection({ worker }: Evidence): string {
  return [
    heading("The worker's jobs", 'fluxora.job.*, quantiles estimated from buckets'),
    indent(jobTable(worker)),
    indent(scheduleLine(worker)),
    heading('How wrong the forecasts were', 'sum of absolute errors / sum of energy'),
    indent(accuracyTable(worker)),
  ].join('\n');
}

function jobTable({ metric }: ServiceEvidence): string {
  const count = (name: string, isWanted: IsWanted): string =>
    String(total(metric(`fluxora.job.${name}`), isWanted));
  return renderTable(
    [
      { title: 'job' },
      ...['enqueued', 'ok', 'skipped', 'failed', 'retried', 'dead', 'wait p50', 'duration p50'].map(
        (title) => ({ title, align: 'right' as const }),
      ),
    ],
    JOB_NAMES.map((job) => {
      const isOfJob: IsWanted = ({ attributes }) => attributes['fluxora.job.name'] === job;
      const ended = (outcome: string): string =>
        count(
          'finished',
          (point) => isOfJob(point) && point.attributes['fluxora.job.outcome'] === outcome,
        );
      return [
        job,
        count('enqueued', isOfJob),
        ...['ok', 'skipped', 'failed'].map(ended),
        count('retries', isOfJob),
        count('dead_lettered', isOfJob),
        ...['wait.duration', 'duration'].map((name) =>
          median((metric(`fluxora.job.${name}`)?.points ?? []).filter(isOfJob)),
        ),
      ];
    }),
  );
}

function median(points: readonly TestPoint[]): string {
  const seconds = bucketQuantile(addBuckets(points.flatMap(({ buckets }) => buckets ?? [])), 0.5);
  return Number.isNaN(seconds) ? '–' : `${(seconds * 1000).toFixed(1)} ms`;
}

function scheduleLine({ metric }: ServiceEvidence): string {
  const [next] = metric('fluxora.job.schedule.next_run.time')?.points ?? [];
  const time = next?.value === undefined ? 'unknown' : new Date(next.value * 1000).toISOString();
  const runs = total(metric('fluxora.job.schedule.runs'));
  const missed = total(metric('fluxora.job.schedule.missed'));
  const name = textOf(next?.attributes['fluxora.job.schedule.name'] ?? 'schedule');
  return `${paint.dim(name)}  next run ${time}   runs ${runs}   missed ${missed}`;
}

const FORECASTERS = ['worker', 'operator', 'naive'];

function accuracyTable({ metric }: ServiceEvidence): string {
  const energies = metric('forecast_worker.energy.actual')?.points ?? [];
  return renderTable(
    [
      { title: 'variable' },
      ...FORECASTERS.map((title) => ({ title, align: 'right' as const })),
      { title: 'energy', align: 'right' },
    ],
    energies.map(({ attributes, value = 0 }) => {
      const variable = attributes['fluxora.forecast.variable'];
      const errorOf = (forecaster: string): number =>
        total(
          metric('forecast_worker.error.absolute'),
          (point) =>
            point.attributes['fluxora.forecast.variable'] === variable &&
            point.attributes['forecast_worker.forecaster'] === forecaster,
        );
      return [
        textOf(variable),
        ...FORECASTERS.map((name) => `${((errorOf(name) / value) * 100).toFixed(1)} %`),
        `${Math.round(value)} MWh`,
      ];
    }),
  );
}
