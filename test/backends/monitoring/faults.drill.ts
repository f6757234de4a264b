/**
 * Faults are made on the running platform, and the right alert, and only that one and its consequences, arrives through the real Collector,
 * Prometheus and Alertmanager with everything as generated, only sixty times faster.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { WebhookAlert } from '../support/webhook-sink.ts';
import { exercise, forecastDays } from './platform/exercise.ts';
import { startLivePlatform, type LivePlatform } from './platform/live-platform.ts';
import { NORMAL_DAYS } from './platform/write-history.ts';

/** An hour is a minute. */
const DRILL = 60;
const PATIENCE_MS = 90_000;
/** Longer than any window of five minutes and any `for` of ten, as fast as they are here. */
const SETTLING_MS = 20_000;

/** Of the model, whose load changes for good in the first fault: they come whenever they come. */
const OF_THE_MODEL = [
  'FeatureDrifted',
  'FeatureShifted',
  'FeatureMissing',
  'DriftDetected',
  'ForecastAccuracyDegraded',
  'ForecastWorseThanBaseline',
  'CoverageOffNominal',
];

/** Always there: the alert that proves that alerts arrive, and that the machine on which this all runs has enough to do. */
const EXPECTED = ['Watchdog', 'HostCpuSaturated', 'CpuSaturated'];

let platform: LivePlatform;
let settledAt: number;

beforeAll(async () => {
  platform = await startLivePlatform({ drill: DRILL });
  await exercise(platform);
  // What starts one after the other is missed for a moment, an hour in earnest.
  await eventually(
    'nothing fires any more',
    async () =>
      (await platform.prometheus.alerts()).every(
        ({ labels, state }) => state !== 'firing' || EXPECTED.includes(labels.alertname ?? ''),
      ),
    PATIENCE_MS,
  );
  await delay(SETTLING_MS);
  settledAt = Date.now();
  await delay(SETTLING_MS);
}, 300_000);

afterAll(() => platform?.[Symbol.asyncDispose](), 60_000);

interface Message {
  readonly receiver: string;
  readonly alert: WebhookAlert;
  readonly receivedAt: number;
}

/** Everything that webhooks have received since, but for the alert that always comes. */
function messagesSince(start: number): Message[] {
  return platform.webhook.requests
    .filter(({ receivedAt }) => receivedAt >= start)
    .flatMap(({ path, body, receivedAt }) =>
      body.alerts.map((alert) => ({ receiver: path.slice(1), alert, receivedAt })),
    )
    .filter(({ receiver }) => receiver !== 'dead-mans-switch');
}

function namesSince(start: number): string[] {
  const firing = messagesSince(start).filter(({ alert }) => alert.status === 'firing');
  return [...new Set(firing.map(({ alert }) => alert.labels.alertname ?? ''))].toSorted();
}

/** The first message about an alert on the path of a receiver. */
async function arrives(
  receiver: string,
  name: string,
  start: number,
  withinMs = PATIENCE_MS,
): Promise<Message> {
  const isIt = (message: Message): boolean =>
    message.receiver === receiver && message.alert.labels.alertname === name;
  await eventually(
    `${name} arrives at ${receiver}`,
    async () => messagesSince(start).some(isIt),
    withinMs,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; came: ${namesSince(start).join(', ')}`, { cause: error });
  });
  return messagesSince(start).find(isIt) as Message;
}

/** What came since beside these. */
function othersThan(start: number, names: readonly string[]): string[] {
  const known = [...names, ...EXPECTED, ...OF_THE_MODEL];
  return namesSince(start).filter((name) => !known.includes(name));
}

async function isOver(name: string): Promise<void> {
  await eventually(
    `${name} is over`,
    async () =>
      !(await platform.prometheus.alerts()).some(({ labels }) => labels.alertname === name),
    PATIENCE_MS,
  );
}

describe('a platform that is well', () => {
  test('tells the dead man’s switch that alerts arrive, and nobody anything else', async () => {
    await platform.webhook.received(({ path }) => path === '/dead-mans-switch', PATIENCE_MS);
    expect(othersThan(settledAt, [])).toEqual([]);
  });
});

describe('faults', () => {
  let modelFaultAt: number;

  test('the load changes for good: nothing is paged', async () => {
    modelFaultAt = Date.now();
    await forecastDays(platform.services.model.url, NORMAL_DAYS + 4);
    expect(othersThan(modelFaultAt, [])).toEqual([]);
  });

  test('a slow route burns the budget: its team is paged, then the lead, then the management', async () => {
    const start = Date.now();
    platform.slowDown('/forecasts/', 600);
    const page = await arrives('platform-pager', 'ErrorBudgetBurnsFast', start);
    expect(page.alert.labels).toMatchObject({
      slo: 'forecast-latency',
      service_name: 'forecast-api',
      severity: 'page',
      team: 'platform',
    });
    expect(linksThatLeadNowhere(page.alert)).toEqual([]);
    await arrives('platform-sms', 'ErrorBudgetBurnsFast', start);

    const escalated = await arrives('lead-sms', 'ErrorBudgetBurnsFast', start);
    expect(escalated.alert.labels.escalation).toBe('1');
    // Half an hour later, in earnest.
    expect(escalated.receivedAt - page.receivedAt).toBeGreaterThan(20_000);
    await platform.smtp.received(
      ({ to, subject }) =>
        to.includes('management@fluxora.example') && subject.includes('ErrorBudgetBurnsFast'),
      180_000,
    );
    // Who is paged is not sent tickets about the same service, too.
    const inhibited = (await platform.alertmanager.alerts()).filter(
      ({ status }) => status.inhibitedBy.length > 0,
    );
    expect(inhibited.map(({ labels }) => labels.service_name)).toContain('forecast-api');
    expect(
      othersThan(start, ['ErrorBudgetBurnsFast', 'ErrorBudgetBurnsSlowly', 'ResponsesSlow']),
    ).toEqual([]);
    platform.slowDown('/forecasts/', 0);
    await isOver('ErrorBudgetBurnsFast');
  }, 400_000);

  test('the database is killed: its team and that of the worker are paged', async () => {
    const start = Date.now();
    await platform.postgres.kill();
    const page = await arrives('platform-pager', 'PostgresDown', start);
    expect(linksThatLeadNowhere(page.alert)).toEqual([]);
    const notReady = await arrives('forecasting-pager', 'ServiceNotReady', start);
    expect(notReady.alert.labels.service_name).toBe('forecast-worker');
    expect(
      othersThan(start, [
        'PostgresDown',
        'ServiceNotReady',
        'HealthCheckFailing',
        'HealthCheckWarning',
        'JobsFailing',
        'JobsStalled',
        'ScheduleFailing',
        'ScheduleMissed',
        'RouteFailing',
        'ErrorBudgetBurnsFast',
        'ErrorBudgetBurnsSlowly',
      ]),
    ).toEqual([]);
    await platform.postgres.restart();
    await isOver('PostgresDown');
    await isOver('ServiceNotReady');
  }, 400_000);

  test('the worker is killed: it is absent, and its schedule is missed although nobody is left to say so', async () => {
    const start = Date.now();
    process.kill(platform.services.worker.pid, 'SIGKILL');
    const absent = await arrives('forecasting-pager', 'ServiceAbsent', start);
    expect(absent.alert.labels.service_name).toBe('forecast-worker');
    await eventually(
      'ScheduleMissed fires',
      async () =>
        (await platform.prometheus.alerts()).some(
          ({ labels, state }) => labels.alertname === 'ScheduleMissed' && state === 'firing',
        ),
      180_000,
    );
    expect(
      othersThan(start, [
        'ServiceAbsent',
        'ScheduleMissed',
        'ReplicasMissing',
        'SloWithoutData',
        'PostgresDown',
        'ServiceNotReady',
      ]),
    ).toEqual([]);
  }, 400_000);

  test('the shifted feature and the degraded model are told to the forecasters, as tickets', async () => {
    const drifted = await arrives('forecasting-chat', 'FeatureShifted', modelFaultAt);
    expect(drifted.alert.labels).toMatchObject({ severity: 'ticket', team: 'forecasting' });
    expect(linksThatLeadNowhere(drifted.alert)).toEqual([]);
    await platform.smtp.received(
      ({ to, subject }) =>
        to.includes('forecasting@fluxora.example') && subject.includes('FeatureShifted'),
      PATIENCE_MS,
    );
    // Six hours in earnest.
    await arrives('forecasting-chat', 'ForecastWorseThanBaseline', modelFaultAt, 420_000);
  }, 600_000);
});

/** Dashboards and runbooks that are not among what was generated. */
function linksThatLeadNowhere({ annotations }: WebhookAlert): string[] {
  const { dashboard_url: dashboard = '', runbook_url: runbook = '' } = annotations;
  const uids = globSync(`${platform.directory}/grafana/dashboards/**/*.json`).map(
    (file) => (JSON.parse(readFileSync(file, 'utf8')) as { uid: string }).uid,
  );
  const pages = globSync(`${platform.directory}/runbooks/*.md`).map((file) => basename(file));
  return [
    ...(uids.some((uid) => new URL(dashboard).pathname === `/d/${uid}`) ? [] : [dashboard]),
    ...(pages.includes(basename(new URL(runbook).pathname)) ? [] : [runbook]),
  ];
}
