import { perSignal } from '../rules/alerts/telemetry/collector.ts';
import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { legend } from './parts/labels.ts';
import { graph, noneIsGood, now, query, rising, row, stat, table } from './parts/panels.ts';
import { createPhrases, ratio } from './parts/phrases.ts';
import { LIMIT } from './parts/styles.ts';
import { environmentVariable } from './parts/variables.ts';

/** The monitoring of the monitoring: what comes, what is lost, and whether rules and messages work. */
export const telemetry: DashboardSource = {
  name: 'telemetry',
  dashboard: (context) => ({
    title: 'Telemetry',
    description:
      'Whether what the other dashboards show can be trusted: what services drop, what the Collector takes, holds back and loses, whether rules are evaluated and messages sent.',
    tags: ['telemetry'],
    audience: 'engineer',
    variables: [environmentVariable(context)],
    rows: [
      row('Now', present(context)),
      row('Services', services(context)),
      row('Collector', collector(context)),
      row('Prometheus', prometheus(context)),
      row('Messages', messages(context)),
    ],
  }),
};

const QUEUE_SIZE = 'otelcol_exporter_queue_size';
const QUEUE_CAPACITY = 'otelcol_exporter_queue_capacity';

function present({ q }: RuleContext): readonly Panel[] {
  const { series, increase } = createPhrases(q, 'environment');
  return [
    stat({
      title: 'Collectors',
      description: 'That Prometheus sees. None: every dashboard but this stands still.',
      unit: '{collector}',
      steps: [
        { from: -Infinity, color: 'red' },
        { from: 1, color: 'green' },
      ],
      noValue: 'none',
      queries: [query(`count(${series('otelcol_process_uptime_seconds_total')})`)],
    }),
    stat({
      title: 'Fullest queue',
      description: 'Of all exporters. Above 70 % a store is away or too slow.',
      unit: '1',
      steps: rising(0.3, 0.7),
      queries: [query(`max(${series(QUEUE_SIZE)} / ${series(QUEUE_CAPACITY)})`)],
    }),
    stat({
      title: 'Dropped by services',
      description: 'Items that services could not deliver within the last hour.',
      unit: '{item}',
      steps: noneIsGood,
      queries: [query(`${increase('fluxora.telemetry.dropped', { window: '1h' })} or vector(0)`)],
    }),
    stat({
      title: 'Targets down',
      description: 'Servers that Prometheus scrapes and that do not answer.',
      unit: '{target}',
      steps: noneIsGood,
      queries: [query('count(up == 0) or vector(0)')],
    }),
    stat({
      title: 'Rules that fail',
      description: 'Failed evaluations within the last hour.',
      unit: '{evaluation}',
      steps: noneIsGood,
      queries: [
        query(`sum(increase(${q.metric('prometheus_rule_evaluation_failures_total')}[1h]))`),
      ],
    }),
    stat({
      title: 'Messages that failed',
      description: 'That Alertmanager could not send within the last hour.',
      unit: '{message}',
      steps: noneIsGood,
      queries: [query(`sum(increase(${q.metric('alertmanager_notifications_failed_total')}[1h]))`)],
    }),
  ];
}

function services({ q }: RuleContext): readonly Panel[] {
  const { rate, max, sum } = createPhrases(q, 'environment');
  const dropped = ['service.name', 'fluxora.telemetry.signal', 'fluxora.telemetry.cause'];
  const queue = (item: string): string =>
    `${max(`otel.sdk.processor.${item}.queue.size`, { by: ['service.name'] })} / (${max(`otel.sdk.processor.${item}.queue.capacity`, { by: ['service.name'] })} > 0)`;
  return [
    graph({
      title: 'Dropped',
      description:
        'Spans, points and records that services gave up per second, with the cause. "queue full" and "export failed" point at the Collector; "limit" at values that are too many.',
      unit: '{item}/s',
      queries: [query(rate('fluxora.telemetry.dropped', { by: dropped }), legend(q, ...dropped))],
    }),
    graph({
      title: 'Queues of the SDK',
      description: 'How full the queues in the services are. Full ones drop.',
      unit: '1',
      max: 1,
      queries: [
        query(queue('span'), `${legend(q, 'service.name')} spans`),
        query(queue('log'), `${legend(q, 'service.name')} records`),
      ],
    }),
    graph({
      title: 'Exported by services',
      description: 'Spans and records per second that the batch processors of services handled.',
      unit: '{item}/s',
      queries: [
        query(
          rate('otel.sdk.processor.span.processed', { by: ['service.name'] }),
          `${legend(q, 'service.name')} spans`,
        ),
        query(
          rate('otel.sdk.processor.log.processed', { by: ['service.name'] }),
          `${legend(q, 'service.name')} records`,
        ),
      ],
    }),
    graph({
      title: 'Processes that report',
      description:
        'Instances per service. A step down without a deployment is a process that went.',
      unit: '{process}',
      queries: [
        query(
          `count by (${q.label('service.name')}) (${sum('process.uptime', { by: ['service.name', 'service.instance.id'] })})`,
          legend(q, 'service.name'),
        ),
      ],
    }),
  ];
}

function collector({ q }: RuleContext): readonly Panel[] {
  const { selector, max, series, rate } = createPhrases(q, 'environment');
  const by = (...labels: string[]) => q.labels(...labels);
  const flow = (prefix: string, ...labels: string[]): string =>
    `sum by (${by(...labels)}) (${perSignal(q, selector, '$__rate_interval', (pieces) => `otelcol_${prefix}_${pieces}_total`)})`;
  const lost = 'Per second. Any is a loss, or will be one.';
  return [
    graph({
      title: 'Accepted',
      description: 'Spans, points and records per second that came in.',
      unit: '{item}/s',
      queries: [query(flow('receiver_accepted', 'otel_signal'), '{{otel_signal}}')],
    }),
    graph({
      title: 'Sent',
      description: 'Per second, by exporter. Fewer spans than accepted are the sampling.',
      unit: '{item}/s',
      queries: [
        query(flow('exporter_sent', 'exporter', 'otel_signal'), '{{exporter}} {{otel_signal}}'),
      ],
    }),
    graph({
      title: 'Refused and lost',
      description: lost,
      unit: '{item}/s',
      queries: [
        query(flow('receiver_refused', 'otel_signal'), 'refused {{otel_signal}}'),
        query(
          flow('exporter_send_failed', 'exporter', 'otel_signal'),
          'failed {{exporter}} {{otel_signal}}',
        ),
        query(
          flow('exporter_enqueue_failed', 'exporter', 'otel_signal'),
          'no room {{exporter}} {{otel_signal}}',
        ),
      ],
    }),
    graph({
      title: 'Queues',
      description: 'Items that wait on the disk for their store, and how many may.',
      unit: '{item}',
      series: [LIMIT],
      queries: [
        query(max(QUEUE_SIZE, { by: ['exporter'] }), '{{exporter}}'),
        query(`min(${series(QUEUE_CAPACITY)})`, 'limit'),
      ],
    }),
    graph({
      title: 'Traces kept',
      description:
        'Share of traces that sampling kept: those that failed, those that were slow, and a share of the rest. A rise is a rise of failures.',
      unit: '1',
      max: 1,
      queries: [
        query(
          ratio(
            rate('otelcol_processor_tail_sampling_global_count_traces_sampled_total', {
              where: 'sampled="true"',
            }),
            rate('otelcol_processor_tail_sampling_global_count_traces_sampled_total'),
          ),
          'kept',
        ),
      ],
    }),
    graph({
      title: 'Points read from servers',
      description:
        'Per second, by receiver. A line that ends is a server that does not answer any more.',
      unit: '{point}/s',
      queries: [
        query(
          rate('otelcol_scraper_scraped_metric_points_total', { by: ['receiver'] }),
          '{{receiver}}',
        ),
        query(
          rate('otelcol_scraper_errored_metric_points_total', { by: ['receiver'] }),
          '{{receiver}} failed',
        ),
      ],
    }),
    graph({
      title: 'Memory of Collectors',
      description: 'The limiter refuses what comes at 80 % of the limit.',
      unit: 'By',
      queries: [
        query(
          max('otelcol_process_memory_rss_bytes', { by: ['service.name'] }),
          legend(q, 'service.name'),
        ),
      ],
    }),
    graph({
      title: 'Processor of Collectors',
      description: 'Cores in use by each Collector. At its limit it refuses data.',
      unit: '{cpu}',
      queries: [
        query(
          rate('otelcol_process_cpu_seconds_total', { by: ['service.name'] }),
          legend(q, 'service.name'),
        ),
      ],
    }),
  ];
}

function prometheus({ q }: RuleContext): readonly Panel[] {
  return [
    graph({
      title: 'Series',
      description: 'In memory. A jump is an attribute with too many values.',
      unit: '{series}',
      queries: [query(`sum(${q.metric('prometheus_tsdb_head_series')})`, 'series')],
    }),
    graph({
      title: 'Samples stored',
      description: 'Per second. Out of order: what came late and was still taken.',
      unit: '{sample}/s',
      queries: [
        query(
          `sum(rate(${q.metric('prometheus_tsdb_head_samples_appended_total')}[$__rate_interval]))`,
          'stored',
        ),
        query(
          `sum(rate(${q.metric('prometheus_tsdb_out_of_order_samples_total')}[$__rate_interval]))`,
          'too late',
        ),
      ],
    }),
    graph({
      title: 'Rules: time taken of the interval',
      description: 'The ten slowest groups. At 100 % evaluations are left out.',
      unit: '1',
      queries: [
        query(
          `topk(10, ${q.metric('prometheus_rule_group_last_duration_seconds')} / ${q.metric('prometheus_rule_group_interval_seconds')})`,
          '{{rule_group}}',
        ),
      ],
    }),
    graph({
      title: 'Rules: failed and missed',
      description: 'Per hour. A rule that fails is an alert that is blind.',
      unit: '{evaluation}',
      queries: [
        query(
          `sum(increase(${q.metric('prometheus_rule_evaluation_failures_total')}[1h]))`,
          'failed',
        ),
        query(
          `sum(increase(${q.metric('prometheus_rule_group_iterations_missed_total')}[1h]))`,
          'missed',
        ),
      ],
    }),
    table({
      title: 'Targets',
      description: 'What Prometheus scrapes: 1 answers, 0 does not.',
      height: 6,
      queries: [now('up'), now(q.metric('scrape_duration_seconds'))],
      columns: [
        { from: 'job', title: 'Job' },
        { from: 'instance', title: 'Instance' },
        {
          from: 'A',
          title: 'Answers',
          values: { 0: { text: 'no', color: 'red' }, 1: { text: 'yes', color: 'green' } },
        },
        { from: 'B', title: 'Time taken', unit: 's', decimals: 3 },
      ],
    }),
  ];
}

function messages({ q }: RuleContext): readonly Panel[] {
  const perHour = (metric: string, label: string): string =>
    `sum by (${q.label(label)}) (increase(${q.metric(metric)}[1h]))`;
  return [
    graph({
      title: 'Alerts in Alertmanager',
      description: 'By state: active ones are told, suppressed ones are silenced or inhibited.',
      unit: '{alert}',
      queries: [query(`sum by (state) (${q.metric('alertmanager_alerts')})`, '{{state}}')],
    }),
    graph({
      title: 'Messages sent and failed',
      description: 'Messages per hour, by way. One that fails reaches nobody.',
      unit: '{message}',
      queries: [
        query(perHour('alertmanager_notifications_total', 'integration'), '{{integration}}'),
        query(
          `${perHour('alertmanager_notifications_failed_total', 'integration')} > 0`,
          '{{integration}} failed',
        ),
      ],
    }),
    graph({
      title: 'From Prometheus to Alertmanager',
      description:
        'Alerts per second, those that did not come through, and those that were dropped.',
      unit: '{alert}/s',
      queries: [
        query(
          `sum(rate(${q.metric('prometheus_notifications_sent_total')}[$__rate_interval]))`,
          'sent',
        ),
        query(
          `sum(rate(${q.metric('prometheus_notifications_errors_total')}[$__rate_interval]))`,
          'errors',
        ),
        query(
          `sum(rate(${q.metric('prometheus_notifications_dropped_total')}[$__rate_interval]))`,
          'dropped',
        ),
      ],
    }),
    graph({
      title: 'Silences',
      description: 'Active ones hide alerts. A forgotten one hides them for long.',
      unit: '{silence}',
      queries: [query(`sum by (state) (${q.metric('alertmanager_silences')})`, '{{state}}')],
    }),
  ];
}
