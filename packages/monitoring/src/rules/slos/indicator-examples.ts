import type { SloDefinition } from '../../define/slo.ts';
import type { RuleContext } from '../recording-source.ts';
import type { InputSeries } from '../rule-test.ts';
import { series } from '../test-series.ts';
import { LATENCY_METRICS } from './indicators.ts';

/** Events per minute, and for how many minutes. */
export interface Traffic {
  readonly good: number;
  readonly bad: number;
  readonly minutes: number;
}

/** The counters that a service exports under some traffic, a sample every minute: what an SLO is tested with. */
export function exampleSeries(
  { service, indicator }: SloDefinition,
  { q, monitoring }: RuleContext,
  { good, bad, minutes }: Traffic,
): InputSeries[] {
  const base = {
    deployment_environment_name: monitoring.targets.environment,
    service_name: service,
    service_instance_id: 'a',
  };
  const counting = (perMinute: number): string => `0+${perMinute}x${minutes}`;
  const outcomes = (metric: string, [goodOnes, badOnes]: readonly Record<string, string>[]) => [
    series(metric, { ...base, ...goodOnes }, counting(good)),
    series(metric, { ...base, ...badOnes }, counting(bad)),
  ];
  const latencies = (name: string, seconds: number, labels: Record<string, string>) => [
    series(q.metric(name, 'count'), { ...base, ...labels }, counting(good + bad)),
    series(q.metric(name, 'bucket'), { ...base, ...labels, le: String(seconds) }, counting(good)),
  ];

  switch (indicator.kind) {
    case 'http-availability': {
      const route = { http_route: indicator.route ?? '/' };
      const metric = q.metric('http.server.request.duration', 'count');
      return outcomes(metric, [route, { ...route, error_type: 'TypeError' }]);
    }
    case 'http-latency':
      return latencies(LATENCY_METRICS['http-latency'], indicator.seconds, {
        http_route: indicator.route ?? '/',
      });
    case 'job-success': {
      const job = { fluxora_job_name: indicator.job ?? 'nightly' };
      return outcomes(q.metric('fluxora.job.finished'), [
        { ...job, fluxora_job_outcome: 'ok' },
        { ...job, fluxora_job_outcome: 'failed' },
      ]);
    }
    case 'job-wait':
      return latencies(LATENCY_METRICS['job-wait'], indicator.seconds, {
        fluxora_job_name: indicator.job ?? 'nightly',
      });
    case 'inference-success': {
      const model = { fluxora_model_name: indicator.model ?? 'load' };
      return outcomes(q.metric('fluxora.model.inferences'), [
        { ...model, fluxora_model_inference_outcome: 'ok' },
        { ...model, fluxora_model_inference_outcome: 'failed' },
      ]);
    }
    case 'inference-latency':
      return latencies(LATENCY_METRICS['inference-latency'], indicator.seconds, {
        fluxora_model_name: indicator.model ?? 'load',
        fluxora_model_inference_outcome: 'ok',
      });
    case 'ratio':
    default:
      return [
        series(q.metric(indicator.total), base, counting(good + bad)),
        series(q.metric(indicator.bad), base, counting(bad)),
      ];
  }
}
