import { flag, listOf, oneOf, text, url, wholeNumber } from '@fluxora/telemetry-core/option-rules';
import type { Addresses, CollectorReceiver, TargetsDefinition } from '../targets.ts';
import { anything, kindOf, numberFrom, objectOf } from './object-rule.ts';

type Of<K extends CollectorReceiver['kind']> = Extract<CollectorReceiver, { readonly kind: K }>;

const texts = (use: string) => listOf(text, use);

const receiverShape = kindOf<CollectorReceiver>({
  host: objectOf<Of<'host'>>({ kind: anything }, {}),
  docker: objectOf<Of<'docker'>>({ kind: anything }, {}),
  kubelet: objectOf<Of<'kubelet'>>({ kind: anything }, {}),
  'kubernetes-cluster': objectOf<Of<'kubernetes-cluster'>>({ kind: anything }, {}),
  cloudwatch: objectOf<Of<'cloudwatch'>>(
    { kind: anything, region: text, namespaces: texts('namespaces') },
    {},
  ),
  'azure-monitor': objectOf<Of<'azure-monitor'>>(
    { kind: anything, subscriptionIds: texts('ids'), services: texts('services') },
    {},
  ),
  'google-cloud-monitoring': objectOf<Of<'google-cloud-monitoring'>>(
    { kind: anything, projectId: text, metrics: texts('metrics') },
    {},
  ),
  postgresql: objectOf<Of<'postgresql'>>(
    { kind: anything, endpoint: text },
    { databases: texts('names of databases'), exporter: text },
  ),
  redis: objectOf<Of<'redis'>>({ kind: anything, endpoint: text }, {}),
  files: objectOf<Of<'files'>>({ kind: anything, include: texts('patterns') }, {}),
  'container-logs': objectOf<Of<'container-logs'>>({ kind: anything }, {}),
});

type Member<K extends keyof TargetsDefinition> = NonNullable<TargetsDefinition[K]>;

const days = wholeNumber(1, 'days', 36_500);
const seconds = wholeNumber(1, 'seconds', 86_400);

export const targetsShape = objectOf<TargetsDefinition>(
  {},
  {
    ingest: oneOf('prometheus-otlp', 'collector-scrape', 'victoria-metrics'),
    environment: text,
    grafanaUrl: url,
    runbookUrl: url,
    alertmanagerUrl: url,
    deadMansSwitch: text,
    platformTeam: text,
    smtp: objectOf<Member<'smtp'>>(
      { host: text, from: text },
      { requireTls: flag, username: text, passwordFile: text },
    ),
    collector: objectOf<Member<'collector'>>(
      {},
      {
        receivers: listOf(receiverShape, 'receivers'),
        mode: oneOf('single', 'gateway', 'agent-and-gateway'),
        replicas: wholeNumber(1, 'replicas', 1_000),
      },
    ),
    traceShare: numberFrom(0, 1, 'a share'),
    retentionDays: objectOf<Member<'retentionDays'>>(
      {},
      { metrics: days, logs: days, traces: days },
    ),
    addresses: objectOf<Partial<Addresses>>(
      {},
      {
        prometheus: text,
        alertmanager: text,
        collector: text,
        collectorTelemetry: text,
        collectorExporter: text,
        victoriaMetrics: text,
        loki: text,
        tempo: text,
        tempoApi: text,
        blackbox: text,
      },
    ),
    intervals: objectOf<Member<'intervals'>>(
      {},
      { exportSeconds: seconds, evaluationSeconds: seconds },
    ),
  },
);
