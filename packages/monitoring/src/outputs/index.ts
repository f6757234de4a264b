import { healthOutput } from './health/health-output.ts';
import { grafanaOutput } from './grafana/grafana-output.ts';
import { alertmanagerOutput } from './alertmanager/alertmanager-output.ts';
import { onCallOutput } from './oncall/oncall-output.ts';
import type { Output } from './output.ts';
import { performanceOutput } from './performance/performance-output.ts';
import { collectorOutput } from './collector/collector-output.ts';
import { composeOutput } from './compose/compose-output.ts';
import { kubernetesOutput } from './kubernetes/kubernetes-output.ts';
import { lokiOutput } from './loki/loki-output.ts';
import { runbooksOutput } from './runbooks/runbooks-output.ts';
import { signalsOutput } from './signals/signals-output.ts';
import { tempoOutput } from './tempo/tempo-output.ts';
import { thresholdsOutput } from './thresholds/thresholds-output.ts';
import { prometheusOutput } from './prometheus/prometheus-output.ts';

/** Every output, in the order in which problems are told. A new one is a folder and a line here. */
export const OUTPUTS: readonly Output[] = [
  prometheusOutput,
  alertmanagerOutput,
  onCallOutput,
  collectorOutput,
  lokiOutput,
  tempoOutput,
  composeOutput,
  kubernetesOutput,
  grafanaOutput,
  performanceOutput,
  healthOutput,
  runbooksOutput,
  thresholdsOutput,
  signalsOutput,
];
