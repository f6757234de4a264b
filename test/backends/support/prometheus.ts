import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { eventually } from './eventually.ts';
import type { PrometheusSeries } from './prometheus-api.ts';
import { startPrometheusServer } from './prometheus-server.ts';
import { required } from './required.ts';

interface Rule {
  readonly record: string;
  readonly expr: string;
}

export interface PrometheusOptions {
  /** What it scrapes: host and port. */
  readonly target: string;
  /** In the order of evaluation. */
  readonly rules: readonly Rule[];
  /** How often it scrapes and evaluates, and how long a scrape may take: more where there are thousands of series. @defaultValue '250ms' */
  readonly interval?: string;
}

export interface RunningPrometheus extends AsyncDisposable {
  /** The present value of every series of an expression. */
  query(expression: string): Promise<readonly PrometheusSeries[]>;
}

/** Several times a second, so that tests need not wait: in earnest it would be minutes. */
const OFTEN = '250ms';

/** Checks the rules with promtool, starts a Prometheus that evaluates them, and waits until it has scraped the target. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const { interval = OFTEN } = options;
  const directory = mkdtempSync(`${tmpdir()}/prometheus-rules-`);
  try {
    const configFile = `${directory}/prometheus.yml`;
    const ruleFile = `${directory}/rules.yml`;
    // JSON, which is YAML.
    const rules = { groups: [{ name: 'test', interval, rules: options.rules }] };
    writeFileSync(ruleFile, JSON.stringify(rules));
    const scrape = { job_name: 'otelcol', honor_labels: true };
    const config = {
      global: { scrape_interval: interval, evaluation_interval: interval },
      rule_files: ['rules.yml'],
      scrape_configs: [{ ...scrape, static_configs: [{ targets: [options.target] }] }],
    };
    writeFileSync(configFile, JSON.stringify(config));
    execFileSync(required('PROMTOOL'), ['check', 'rules', '--lint-fatal', ruleFile]);
    execFileSync(required('PROMTOOL'), ['check', 'config', configFile]);

    const prometheus = await startPrometheusServer({ configFile });
    await eventually('Prometheus scrapes', async () => {
      return (await prometheus.query('up == 1')).length === 1;
    });
    return prometheus;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
